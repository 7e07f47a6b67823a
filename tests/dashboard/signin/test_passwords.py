from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from dashboard.signin import passwords
from dashboard.signin.passwords import (
    LONGEST,
    faults_of,
    hash_of,
    is_outdated,
    is_right,
    one_time_password,
)

REAL = passwords.HASHER


def test_passwords_are_hashed_by_argon2id_with_the_parameters_of_rfc_9106():
    assert (REAL.time_cost, REAL.memory_cost, REAL.parallelism) == (3, 65536, 4)
    assert REAL.hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@given(st.text(max_size=40))
def test_a_password_is_right_for_its_own_hash_only(password):
    stored = hash_of(password)
    assert is_right(stored, password)
    assert not is_right(stored, password + "x")
    assert not is_right(None, password)
    assert password == "" or password not in stored or len(password) < 3


def test_two_hashes_of_one_password_differ_by_their_salt():
    assert hash_of("seven grey herons") != hash_of("seven grey herons")


def test_a_keyboard_that_composes_letters_otherwise_types_the_same_password():
    assert is_right(hash_of("caf\u00e9 by the river"), "cafe\u0301 by the river")


def test_nobodys_password_costs_one_look_as_well(monkeypatch):
    looked = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            looked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting(1, 8, 1))
    assert not is_right(None, "whatever it is")
    assert not is_right(hash_of("another one"), "whatever it is")
    assert len(looked) == 2


def test_a_hash_that_is_none_of_ours_fits_nothing():
    assert not is_right("plain text", "plain text")


def test_a_hash_made_with_less_is_outdated():
    assert is_outdated(PasswordHasher(2, 16, 1).hash("x"))
    assert not is_outdated(hash_of("x"))


def test_a_good_password_has_no_faults():
    assert faults_of("seven grey herons wade", "ada@example.org", "Ada Reed") == []


def test_each_rule_for_passwords_has_its_sentence():
    def said(password):
        return " ".join(faults_of(password, "ada@example.org", "Ada Reed"))

    assert "12 letters at least" in said("short one")
    assert f"{LONGEST} letters at most" in said("seven grey herons wade" * 20)
    assert "your name" in said("reed in the water")
    assert "your name" in said("ADA@example.org!")
    assert "repeats" in said("aaaaaaaaaaaaaaa")
    for common in ("passwordpassword", "Password1234", "Qwertyuiop123!!", "summer202425"):
        assert "commonest" in said(common)


def test_one_time_passwords_are_long_never_the_same_and_keep_the_rules():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password.replace("-", "")) == 20
        assert not set("01l") & set(password)
        assert not set("aeiouy") & set(password)
        assert faults_of(password, "ada@example.org", "Ada Reed") == []
