"""Names of files that every storage takes, whatever stands in the data."""

import pytest

from passerelle.core import file_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Boulangerie Martin", "Boulangerie Martin"),
        ("A/B : C", "A-B - C"),
        ('"Été" <2026> | *?\\', "-Été- -2026- - -"),
        ("ligne\n\tsuivante", "ligne-suivante"),
        ("deux   espaces", "deux espaces"),
    ],
)
def test_a_value_put_into_a_name_makes_no_folder_and_no_forbidden_character(text, name):
    assert file_names.plain(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [(" . ", ""), ("..", ""), ("fin. ", "fin"), ("~$temporaire", "$temporaire"), ("con", "_con"), ("CON.x", "_CON.x")],
)
def test_a_name_has_no_end_and_is_none_of_those_that_windows_refuses(text, name):
    assert file_names.part(text) == name


def test_a_long_name_is_cut():
    assert len(file_names.part("é" * 500)) == file_names.LONGEST


@pytest.mark.parametrize(
    ("path", "folder"),
    [("", ""), ("Contrats/2026", "Contrats/2026"), ("/Contrats//2026/", "Contrats/2026"), ("a/../../b", "a/b")],
)
def test_a_folder_neither_climbs_nor_has_a_part_without_name(path, folder):
    assert file_names.folder(path) == folder


@pytest.mark.parametrize(
    ("wanted", "given", "number", "name"),
    [
        ("Bail", "Contrat - signed.pdf", 1, "Bail.pdf"),
        ("Bail", "Contrat - signed.pdf", 2, "Bail (2).pdf"),
        ("Bail v1.2", "Contrat.pdf", 1, "Bail v1.2.pdf"),
        ("", "Contrat - signed.pdf", 1, "Contrat - signed.pdf"),
        ("", "Contrat n. 4 du mois", 1, "Contrat n. 4 du mois"),
        ("", ".pdf", 1, "document.pdf"),
        (" / ", "a.pdf", 1, "-.pdf"),
    ],
)
def test_a_file_keeps_its_extension_and_the_second_one_bears_its_number(wanted, given, number, name):
    assert file_names.numbered(wanted, given, number) == name
