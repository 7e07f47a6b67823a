import os

from dashboard.reread import Reread


def test_a_file_is_read_again_only_once_it_was_replaced_or_is_gone(tmp_path):
    path, read = tmp_path / "CURRENT", []

    def said():
        read.append(path.exists())
        return path.read_text() if path.exists() else None

    file = Reread(path, said)
    assert [file.said(), file.said()] == [None, None]
    for text in ("one", "two"):
        aside = tmp_path / "aside"
        aside.write_text(text)
        os.replace(aside, path)
        assert [file.said(), file.said()] == [text, text]
    path.unlink()
    assert [file.said(), file.said()] == [None, None]
    assert read == [False, True, True, False]
