"""passerelle console."""

import json
from typing import Final

from passerelle.commands.shared import EnvOption, Installation, JsonOption, LangOption, StackOption, out, told
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected


def console(
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Where the console is: the page on which runs, automations and connections are seen and decided on."""
    with told(lang):
        address = Installation(env, stack).console_address()
        if address is None:
            raise Rejected(_NO_CONSOLE, code="no_console")
    if as_json:
        out.print_json(json.dumps({"url": address}))
    else:
        out.print(address, markup=False)


_NO_CONSOLE: Final = Sentence(
    fr="Cette pile n'a pas de console. Déployez-la avec ConsoleUserPool=yes (des comptes Cognito), ou avec "
    "ConsoleIssuer et ConsoleClientId (vos propres comptes) : docs/operations/console.md.",
    en="This stack has no console. Deploy it with ConsoleUserPool=yes (accounts of Cognito), or with ConsoleIssuer and "
    "ConsoleClientId (your own accounts): docs/operations/console.md.",
)
