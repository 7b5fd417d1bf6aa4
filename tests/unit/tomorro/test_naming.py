"""A contract's name keeps its prefix and our mark, and two spellings of one name are the same."""

import pytest

from passerelle.core.automation import Stage
from passerelle.platforms.tomorro.names import closest, key, plain_id, same_id
from passerelle.platforms.tomorro.naming import changed_name, new_name
from passerelle.platforms.tomorro.settings import Settings

MARK = "[psr-0123456789ab]"


@pytest.mark.parametrize(
    ("asked", "mark", "stage", "name"),
    [
        (None, None, Stage.LIVE, None),
        ("Contrat", None, Stage.LIVE, "Contrat"),
        ("Contrat", None, Stage.TEST, "[TEST] Contrat"),
        (None, None, Stage.TEST, "[TEST] Martin"),
        (None, MARK, Stage.LIVE, f"Martin {MARK}"),
        ("Contrat", MARK, Stage.TEST, f"[TEST] Contrat {MARK}"),
    ],
)
def test_a_new_name_shows_the_stage_and_the_mark(asked, mark, stage, name):
    assert new_name(asked, "Martin", mark, stage, Settings()) == name


@pytest.mark.parametrize(
    ("present", "name"),
    [
        ("Ancien", "Nouveau"),
        ("[TEST] Ancien", "[TEST] Nouveau"),
        (f"[TEST] Ancien {MARK}", f"[TEST] Nouveau {MARK}"),
        (f"Ancien {MARK}", f"Nouveau {MARK}"),
        ("Ancien [v2]", "Nouveau"),
    ],
)
def test_a_renamed_contract_keeps_what_was_put_around_its_name(present: str, name: str):
    assert changed_name("Nouveau", present, Settings()) == name


def test_an_id_is_the_same_with_and_without_its_prefix():
    assert plain_id("ctr_7c0f") == "7c0f"
    assert plain_id("7c0f_1") == "7c0f_1"
    assert same_id("mem_1", "1")
    assert not same_id(None, None)


def test_names_are_compared_without_case_spaces_and_encoding():
    assert key(" Société\u00a0 Générale ") == key("socie\u0301te\u0301 générale")
    assert key("Martin") != key("Martine")


def test_the_closest_name_is_given_as_it_is_written():
    assert closest("montant", ["SIRET", "Montant HT"]) == "Montant HT"
    assert closest("xyz", ["SIRET"]) is None
