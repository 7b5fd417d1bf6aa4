"""A stand-in for Tomorro's web app, so that a contract's link opens something a person can look at."""

from html import escape

from local.simulators.chassis.calls import Call, Json, Reply
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.model import bare
from local.simulators.tomorro.views import contract_view

_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui;margin:2rem auto;max-width:46rem;padding:0 1rem}}
table{{border-collapse:collapse}}td,th{{padding:.2rem .8rem;text-align:left;border-bottom:1px solid #ddd}}</style>
<h1>{title}</h1>{content}</html>"""


def contracts_page(account: Account, _call: Call) -> Reply:
    rows = "".join(
        f'<tr><td><a href="/tomorro/app/contracts/{one.id}">{escape(one.name)}</a></td>'
        f"<td>{escape(account.counterparties[one.counterparty_id].name)}</td><td>{one.status.value}</td></tr>"
        for one in reversed(account.contracts.values())
    )
    return _page("Contrats (simulateur)", f"<table><tr><th>Contrat<th>Cocontractant<th>Statut</tr>{rows}</table>")


def contract_page(account: Account, call: Call) -> Reply:
    """A contract that was deleted has no page any more."""
    contract = account.contracts.get(bare(call.params["id"]))
    if contract is None:
        return _page("Contrat introuvable", '<p><a href="/tomorro/app">Tous les contrats</a></p>', status=404)
    return _page(contract.name, _details(contract_view(account, contract)))


def _details(view: Json) -> str:
    lines = [
        ("Statut", view["status"]),
        ("Cocontractant", view["counterparty"]["name"]),
        ("Type de contrat", view["contractType"]["name"]),
        *((one["name"], one["value"]) for one in view["fields"]),
        ("Signataires", ", ".join(one["email"] for one in view["signatories"])),
    ]
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{_text(value)}</td></tr>" for name, value in lines)
    return f'<table>{rows}</table><p><a href="/tomorro/app">Tous les contrats</a></p>'


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))


def _page(title: str, content: str, status: int = 200) -> Reply:
    return Reply(status, _PAGE.format(title=escape(title), content=content), content_type="text/html")
