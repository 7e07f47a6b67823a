import pytest

from dashboard.cli.main import main


@pytest.fixture
def concern(capsys, monkeypatch):
    """Runs `concern` with the given words and returns its exit code, output and error output."""
    monkeypatch.setenv("CONCERN_QUIET", "1")
    monkeypatch.setenv("COLUMNS", "240")

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concern", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run
