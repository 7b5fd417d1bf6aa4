"""What config/notify.yaml says of the other files: connections, actions and parameters that must exist."""

from collections.abc import Iterator
from typing import Final

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestAction
from passerelle.configuration.notify_file import NotifyFile, RecipientFile
from passerelle.configuration.surroundings import PARAMETER, Surroundings, named_problems, unknown
from passerelle.configuration.text_checks import text_problems
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature

_MESSAGE: Final = {"title", "text", "link"}


def notify_problems(file: NotifyFile, around: Surroundings) -> Iterator[Problem]:
    names: set[str] = set()
    for index, recipient in enumerate(file.recipients):
        place: Place = ("recipients", index)
        if recipient.name in names:
            yield Problem((*place, "name"), _twice(recipient.name))
        names.add(recipient.name)
        yield from around.connection_problems((*place, "connection"), recipient.connection)
        yield from text_problems((*place, "params"), recipient.params, _MESSAGE)
        yield from _action_problems(place, recipient, around)


def _action_problems(place: Place, recipient: RecipientFile, around: Surroundings) -> Iterator[Problem]:
    manifest = around.manifest_of(recipient.connection)
    if manifest is None:
        return
    speaking = {name: action for name, action in manifest.actions.items() if action.nature is Nature.NOTIFY}
    action = speaking.get(recipient.action)
    if action is None:
        yield unknown((*place, "action"), _ACTION, recipient.action, speaking)
        return
    yield from named_problems((*place, "params"), PARAMETER, recipient.params, action.params)
    for name in _missing(recipient, action):
        yield Problem((*place, "params"), _needed(name, recipient.action))


def _missing(recipient: RecipientFile, action: ManifestAction) -> list[str]:
    return [name for name, one in action.params.items() if one.default is None and name not in recipient.params]


_ACTION: Final = Sentence(fr="Aucune action qui dit quelque chose", en="No action that says something")


def _twice(name: str) -> Sentence:
    return Sentence(
        fr=f"Deux destinataires s'appellent « {name} ». Donnez un autre nom à l'un d'eux.",
        en=f'Two recipients are called "{name}". Give one of them another name.',
    )


def _needed(name: str, action: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » a besoin de « {name} ». Ajoutez-le à « params ».",
        en=f'The action "{action}" needs "{name}". Add it to "params".',
    )
