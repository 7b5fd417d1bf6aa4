"""The console's page in a browser, as people use it: every room, both languages, with real runs behind.

It needs Debian's Chromium (apt-get install chromium) and is left out where there is none.
SCREENSHOTS=docs/images/console keeps what it sees.
"""

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.e2e.world import World

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOMS = {
    "overview": ("Vue d'ensemble", "Overview"),
    "runs": ("Exécutions", "Runs"),
    "record": ("Pourquoi ma fiche n'a-t-elle rien fait ?", "Why did my record do nothing?"),
    "automation/contract-when-deal-won": ("contract-when-deal-won", "contract-when-deal-won"),
    "new": ("Nouvelle", "New"),
    "advise": ("Quelle voie convient ?", "Which way fits?"),
    "connections": ("Connexions", "Connections"),
    "flow": ("Circulation", "Flow"),
    "trail": ("Changements", "Changes"),
}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
WAIT_MS = 120_000
"""Only what never comes takes that long: a slow machine fails nothing."""


@pytest.fixture(scope="module")
def world(installation):
    return World(installation)


@pytest.fixture(scope="module")
def chromium():
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def enter(chromium, installation):
    """`enter("camille", "fr")`: the page after the sign-in. What a browser complains of fails the test."""
    contexts, complaints = [], []

    def enter(person, lang="fr", room="overview", **look):
        context = chromium.new_context(locale=LOCALES[lang], **look)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(f"{said.text} {said.location}") if said.type == "error" else None
        )
        page.goto(f"{installation.stack.api_url}/console#/{room}")
        page.get_by_role("button", name={"fr": "Se connecter", "en": "Sign in"}[lang]).click()
        page.get_by_role("link", name=person).click()
        page.wait_for_selector("main h1")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert [one for one in complaints if "409" not in one and "favicon" not in one] == []


def go(page, room):
    page.evaluate("room => { location.hash = `#/${room}`; }", room)


def heading(page, text):
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()


def keep(page, name):
    """For docs/console.md, where somebody asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def parked_deal(world, eventually, journal):
    """A won deal without a company: its contract has no name to carry."""
    deal = world.new_deal(None)
    world.change_deal(deal, dealstage="closedwon")
    eventually(lambda: [run for run in journal.runs_in("parked", 100) if run.record.id == deal])
    return deal


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LOCALES)
def test_every_room_shows_in_its_language_and_axe_finds_nothing_serious(enter, lang, scheme):
    page = enter("camille", lang, color_scheme=scheme)

    for room, titles in ROOMS.items():
        go(page, room)
        heading(page, titles[list(LOCALES).index(lang)])
        page.wait_for_selector("main:not([aria-busy])")
        found = Axe().run(page).response["violations"]
        serious = [one for one in found if one["impact"] in {"serious", "critical"}]
        keep(page, f"{room.partition('/')[0]}-{lang}-{scheme}")

        assert [(room, one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []


def test_on_a_phone_nothing_leaves_the_screen(enter):
    page = enter("camille", "fr", viewport={"width": 360, "height": 740})

    for room, titles in ROOMS.items():
        go(page, room)
        heading(page, titles[0])
        page.wait_for_selector("main:not([aria-busy])")

        assert page.evaluate("document.documentElement.scrollWidth") <= 360, room
    go(page, "overview")
    heading(page, ROOMS["overview"][0])
    keep(page, "phone-fr")


def test_from_the_message_of_an_alarm_to_the_repaired_run(enter, world, journal, eventually, record_testsuite_property):
    """The message has a link to the run. The record is completed in HubSpot meanwhile."""
    deal = parked_deal(world, eventually, journal)
    [run] = [one for one in journal.runs_in("parked", 100) if one.record.id == deal]
    world.associate(deal, world.new_company("Menuiserie des Alizés"))
    started, clicks = time.monotonic(), 2

    page = enter("dominique", "fr", f"run/{run.id}")
    page.get_by_role("button", name="Rejouer", exact=True).click()
    page.get_by_role("button", name="Rejouer avec la même version").click()

    expect(page.get_by_role("status")).to_contain_text("repartie")
    seconds = time.monotonic() - started
    [contract] = eventually(lambda: world.contracts_of(deal))
    assert contract["counterparty"]["name"] == "Menuiserie des Alizés"
    record_testsuite_property("clicks_to_repair", clicks)
    record_testsuite_property("seconds_to_repair", round(seconds, 1))
    page.reload()
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="dominique").click()
    expect(page.locator("main .badge", has_text="faite").first).to_be_visible()
    keep(page, "run-fr")


def test_a_run_shows_its_story_but_no_value_to_those_who_only_read(enter, world, eventually):
    deal = world.new_deal(world.new_company("Atelier Confidentiel"))
    world.change_deal(deal, dealstage="closedwon")
    eventually(lambda: world.deal(deal).get("tomorro_contract_id"))

    page = enter("claude", "en", f"record/hubspot/deal/{deal}")
    page.locator("main table a[href^='#/run/']").first.click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()

    assert "•••" in page.content()
    assert "Atelier Confidentiel" not in page.content()
    assert page.get_by_role("button", name="Replay").count() == 0


def test_an_automation_is_paused_and_resumed(enter, stage):
    page = enter("dominique", "en", "automation/contract-when-pipedrive-deal-won")

    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_label("Reason").fill("The template is being changed")
    page.locator("dialog").get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    paused = stage("contract-when-pipedrive-deal-won").hold
    page.get_by_role("button", name="Resume").click()
    page.locator("dialog").get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()

    assert paused is not None
    assert stage("contract-when-pipedrive-deal-won").hold is None


def test_a_promotion_is_refused_with_what_stands_in_the_way_and_may_be_forced_with_a_reason(
    enter, installation, stage, tmp_path
):
    name = "contract-when-pipedrive-deal-won"
    folder = tmp_path / "config"
    shutil.copytree(Path("config"), folder)
    file = folder / "automations" / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nowner: Direction juridique\n", encoding="utf-8")
    installation.passerelle("push", "--env", "local", *installation.at_simulators(), "--folder", str(folder))
    try:
        page = enter("camille", "fr", f"automation/{name}")
        page.get_by_role("button", name="Mettre en service", exact=True).click()
        page.locator("dialog").get_by_role("button", name="Mettre en service").click()
        dialog = page.locator("dialog", has_text="Ce qui s'oppose à la mise en service")
        expect(dialog.locator("li").first).to_be_visible()
        keep(page, "refused-fr")
        dialog.get_by_label("Raison").fill("Seul le responsable change")
        dialog.get_by_role("button", name="Mettre en service malgré tout").click()
        expect(page.get_by_role("status")).to_contain_text("en service")
    finally:
        installation.push()

    assert stage(name).test is None


def test_the_formula_is_a_form_that_makes_a_file(enter):
    page = enter("camille", "en", "new")
    form = page.locator("form.draft")

    while form.count():
        slot = form.get_attribute("data-slot")
        answer(page)
        page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_selector(f"main .good, form.draft:not([data-slot='{slot}'])")

    expect(page.locator("main pre")).to_contain_text("action: create_contract")
    expect(page.get_by_role("link", name="Download")).to_have_attribute("download", re.compile(r"\.yaml$"))
    keep(page, "new-en")


def answer(page):
    """What is proposed; else the first that is offered, or a word that fits."""
    field = page.locator("form.draft [name=answer]")
    wanted = {
        "do.connection": "tomorro",
        "do.template.live": "modele-reel",
        "when.connection": "hubspot",
        "exchange.0.from": "deal.dealname",
    }
    slot = page.locator("form.draft").get_attribute("data-slot")
    if field.evaluate("one => one.tagName") == "SELECT":
        if slot in wanted:
            field.select_option(wanted[slot])
        elif not field.input_value():
            field.select_option(index=1)
    elif slot in wanted:
        field.fill(wanted[slot])
    elif not field.input_value() and field.evaluate("one => one.required"):
        offered = page.locator("form.draft datalist option").evaluate_all("all => all.map(one => one.value)")
        field.fill(offered[0] if offered else "essai")


def test_which_way_fits_is_told_after_the_questions_that_the_need_takes(enter):
    page = enter("claude", "fr", "advise")

    page.get_by_label("Quel logiciel doit échanger avec Tomorro").fill("HubSpot")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_label("Dans quel sens").select_option("to_tomorro")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_label("Que faut-il faire dans Tomorro").select_option("create_contract")
    page.get_by_role("button", name="Suivant").click()

    expect(page.get_by_role("heading", name="Vers Tomorro : un outil sans code")).to_be_visible()
