"""What people may choose on one side, and what it becomes on the other: nothing may be without its counterpart."""

from collections.abc import Iterator

from passerelle.core.automation import Line, Place, Step
from passerelle.core.checking.fault import Fault, listed, nearest_option
from passerelle.core.checking.sources import archived
from passerelle.core.schema import WITH_OPTIONS, Field, FieldType, Option
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity


def choice_faults(step: Step, index: int, line: Line, source: Field | None, target: Field) -> Iterator[Fault]:
    """`source` is the field whose value the line takes as it is, where it is one."""
    place = step.line_place(index, "as" if line.conversion.table is not None else "from")
    offered = _options(source)
    if line.conversion.table is not None:
        yield from _unforeseen(line, place, source, offered)
        yield from _gone_values(line, place, source, offered)
        written = dict.fromkeys([*line.conversion.table.values(), line.conversion.otherwise])
        yield from _label_faults(place, [one for one in written if one is not None], target)
    elif _options(target) and offered:
        lost = [one for one in offered if not one.archived and target.option(one.value) is None]
        if lost:
            yield Fault("missing_choice", place, _without_counterpart(lost, target), _table(lost))
    elif _options(target) and source is not None and source.type is FieldType.TEXT:
        yield Fault("free_text", place, _free_text(source, target), None, Severity.WARNING)
    if line.default is not None:
        yield from _label_faults(step.line_place(index, "default"), [str(line.default)], target)


def _options(field: Field | None) -> tuple[Option, ...]:
    return field.options if field is not None and field.type in WITH_OPTIONS else ()


def _unforeseen(line: Line, place: Place, source: Field | None, offered: tuple[Option, ...]) -> Iterator[Fault]:
    table = line.conversion.table or {}
    if source is None or line.conversion.otherwise is not None:
        return
    missing = [one for one in offered if not one.archived and one.value not in table]
    if missing:
        yield Fault("missing_choice", place, _unforeseen_sentence(missing, source), _table(missing))


def _gone_values(line: Line, place: Place, source: Field | None, offered: tuple[Option, ...]) -> Iterator[Fault]:
    if source is None or not offered:
        return
    stored = {one.value for one in offered}
    for word in line.conversion.table or {}:
        if word in stored:
            continue
        shown = next((one for one in offered if one.is_called(word)), None)
        if shown is not None:
            yield Fault("unknown_option", place, _label_for_value(word, shown, source), shown.value)
        else:
            suggestion = nearest_option(word, offered, by_label=False)
            yield Fault("unknown_option", place, _gone_value(word, source), suggestion, Severity.WARNING)


def _label_faults(place: Place, words: list[str], target: Field) -> Iterator[Fault]:
    options = _options(target)
    for word in words if options else ():
        option = target.option(word)
        if option is None:
            known = [one for one in options if not one.archived]
            yield Fault(
                "unknown_option",
                place,
                _unknown_label(word, target, known),
                nearest_option(word, known, by_label=target.takes_labels),
            )
        elif option.archived:
            yield Fault("archived_option", place, archived(target, word))


def _table(missing: list[Option]) -> str:
    return ", ".join(f"{one.value}: ..." for one in missing)


def _named(options: list[Option]) -> Sentence:
    return listed(one.value if one.label == one.value else f"{one.value} ({one.label})" for one in options)


def _unforeseen_sentence(missing: list[Option], source: Field) -> Sentence:
    named = _named(missing)
    return Sentence(
        fr=f"« {source.title} » peut aussi valoir {named.fr}, que la table ne prévoit pas : l'exécution serait mise de "
        "côté. Ajoutez une correspondance, ou « default ».",
        en=f'"{source.title}" may also be {named.en}, which the table does not foresee: the run would be parked. Add a '
        'counterpart, or "default".',
    )


def _without_counterpart(missing: list[Option], target: Field) -> Sentence:
    named = _named(missing)
    return Sentence(
        fr=f"{named.fr} : ce n'est pas une option de « {target.title} ». Dites avec « as: {{choice: ...}} » ce que "
        "chaque valeur devient.",
        en=f'{named.en}: this is no option of "{target.title}". Tell with "as: {{choice: ...}}" what each value '
        "becomes.",
    )


def _free_text(source: Field, target: Field) -> Sentence:
    return Sentence(
        fr=f"« {source.title} » est un texte libre, et « {target.title} » n'accepte que ses options : tout autre texte "
        "mettra l'exécution de côté.",
        en=f'"{source.title}" is free text, and "{target.title}" takes its options only: any other text will park the '
        "run.",
    )


def _label_for_value(word: str, option: Option, source: Field) -> Sentence:
    return Sentence(
        fr=f"« {word} » est ce que les gens voient dans « {source.title} » ; la plateforme envoie « {option.value} ». "
        "Écrivez cette valeur dans la table.",
        en=f'"{word}" is what people see in "{source.title}"; the platform sends "{option.value}". Write that value in '
        "the table.",
    )


def _gone_value(word: str, source: Field) -> Sentence:
    return Sentence(
        fr=f"« {source.title} » n'a pas d'option « {word} » : cette ligne de la table ne sert jamais. Retirez-la, ou "
        "corrigez-la.",
        en=f'"{source.title}" has no option "{word}": this entry of the table is never used. Remove or correct it.',
    )


def _unknown_label(word: str, target: Field, known: list[Option]) -> Sentence:
    labels = listed(one.label if target.takes_labels else one.value for one in known)
    return Sentence(
        fr=f"« {target.title} » n'a pas d'option « {word} ». Options : {labels.fr}.",
        en=f'"{target.title}" has no option "{word}". Options: {labels.en}.',
    )
