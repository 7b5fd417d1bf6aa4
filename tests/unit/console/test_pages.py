"""The page's files: packed, known by their tags, and unable to run what is not theirs."""

import gzip
import json
from base64 import b64decode
from pathlib import Path

import pytest

from passerelle.console.pages import TYPES, Pages, SignIn

STATIC = Path(__file__).parents[3] / "functions" / "console" / "static"
ISSUER = "https://login.exemple.exemple/locataire"
FIRST_PAINT = ("index.html", "app.css", "main.js", "api.js", "dom.js", "words.js", "signin.js")
FIRST_PAINT_BYTES = 16_000
WHOLE_PAGE_BYTES = 32_000


@pytest.fixture
def pages():
    return Pages(STATIC, SignIn(ISSUER, "console", ("https://comptes.exemple.exemple/connexion",)))


def asked(file=None, **headers):
    return {"pathParameters": {"file": file} if file else None, "headers": headers}


def test_the_address_of_the_console_gives_the_page(pages):
    given = pages.answer(asked()).to_gateway()

    assert given["statusCode"] == 200
    assert given["headers"]["content-type"] == "text/html; charset=utf-8"
    assert gzip.decompress(b64decode(given["body"])) == (STATIC / "index.html").read_bytes()


@pytest.mark.parametrize("file", sorted(one.name for one in STATIC.iterdir()))
def test_every_file_of_the_folder_is_served_packed_with_its_own_type(pages, file):
    given = pages.answer(asked(file)).to_gateway()

    assert given["headers"]["content-type"] == TYPES[Path(file).suffix]
    assert given["headers"]["content-encoding"] == "gzip"
    assert gzip.decompress(b64decode(given["body"])) == (STATIC / file).read_bytes()


def test_what_a_browser_has_already_is_not_sent_again(pages):
    tag = pages.answer(asked("main.js")).to_gateway()["headers"]["etag"]

    again = pages.answer(asked("main.js", **{"if-none-match": tag})).to_gateway()
    older = pages.answer(asked("main.js", **{"if-none-match": '"former"'})).to_gateway()

    assert (again["statusCode"], again["body"]) == (304, "")
    assert older["statusCode"] == 200


@pytest.mark.parametrize(
    "name", ["nothing.js", "../app.py", "..%2Fapp.py", "/etc/passwd", "static/main.js", "__init__.py", ".", ""]
)
def test_nothing_outside_its_folder_is_served(pages, name):
    event = {"pathParameters": {"file": name}, "headers": {}}

    assert pages.answer(event).to_gateway()["statusCode"] == 404


@pytest.mark.parametrize("file", [None, "main.js", "settings.json"])
def test_the_page_may_run_nothing_of_others(pages, file):
    headers = pages.answer(asked(file)).to_gateway()["headers"]

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert policy["connect-src"] == "'self' https://login.exemple.exemple https://comptes.exemple.exemple"
    assert (policy["base-uri"], policy["form-action"], policy["frame-ancestors"]) == ("'none'",) * 3
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_learns_where_to_sign_in_and_nothing_else(pages):
    given = pages.answer(asked("settings.json")).to_gateway()

    assert json.loads(given["body"]) == {"issuer": ISSUER, "client_id": "console", "scope": "openid email"}
    assert given["headers"]["cache-control"] == "no-store"


def test_the_first_sight_of_the_page_weighs_little(pages):
    def weight(file):
        return len(b64decode(pages.answer(asked(file)).to_gateway()["body"]))

    assert sum(weight(file) for file in FIRST_PAINT) < FIRST_PAINT_BYTES
    assert sum(weight(file.name) for file in STATIC.iterdir()) < WHOLE_PAGE_BYTES
