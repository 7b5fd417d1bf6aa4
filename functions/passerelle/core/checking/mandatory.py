"""What the target wants filled: always, or when the rules of its form say so."""

from collections.abc import Iterator, Mapping
from typing import Any

from passerelle.core.automation import EXCHANGE, Place, Step
from passerelle.core.checking.fault import Fault
from passerelle.core.form_rules import Facts, Rule, Verdict, verdict
from passerelle.core.labels import label
from passerelle.core.schema import Field, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity


def mandatory_faults(step: Step, target: TargetSchema) -> Iterator[Fault]:
    place: Place = EXCHANGE if step.lines_at == EXCHANGE else step.place
    mapped = {target.name_of(line.to) for line in step.lines}
    for name, field in target.fields.items():
        if field.required and name not in mapped:
            yield Fault("unmapped_required", place, _unmapped(name), f"- {{to: {name}, from: ...}}")
    by_id = {field.id: name for name, field in target.fields.items() if field.id}
    facts = _facts(step, target)
    for rule in target.rules:
        yield from _rule_faults(rule, place, by_id, mapped, facts, target.fields)


def _rule_faults(
    rule: Rule,
    place: Place,
    by_id: Mapping[str, str],
    mapped: set[str | None],
    facts: Facts,
    fields: Mapping[str, Field],
) -> Iterator[Fault]:
    if rule.unread is not None:
        yield Fault("unread_rule", place, _unread(rule.unread), None, Severity.WARNING)
        return
    missing = [by_id[field] for field in rule.needs if field in by_id and by_id[field] not in mapped]
    held = verdict(rule, facts) if missing else Verdict.NEVER
    for name in missing:
        suggestion = f"- {{to: {name}, from: ...}}"
        if held is Verdict.ALWAYS:
            yield Fault("unmapped_required", place, _unmapped(name), suggestion)
        elif held is Verdict.SOMETIMES:
            titles = {one: fields[other].title for one, other in by_id.items()}
            yield Fault(
                "sometimes_required",
                place,
                _sometimes(name, told(rule.conditions, titles)),
                suggestion,
                Severity.WARNING,
            )


def _facts(step: Step, target: TargetSchema) -> dict[str, tuple[Any, ...] | None]:
    """What each field that is exchanged may hold: the labels of a table, or anything."""
    facts: dict[str, tuple[Any, ...] | None] = {}
    for line in step.lines:
        field = target.field(line.to)
        if field is None or not field.id:
            continue
        table = line.conversion.table
        if table is None:
            facts[field.id] = None
            continue
        otherwise = [one for one in (line.conversion.otherwise, line.default) if one is not None]
        empty = [] if line.required or line.default is not None else [None]
        facts[field.id] = tuple(dict.fromkeys([*table.values(), *otherwise, *empty]))
    return facts


def told(node: Mapping[str, Any], titles: Mapping[str, str]) -> Sentence:
    """A condition in words, as it follows `when`."""
    for word, fr, en in (("all", " et ", " and "), ("any", " ou ", " or ")):
        if word in node:
            parts = [told(child, titles) for child in node[word]]
            return Sentence(fr=fr.join(part.fr for part in parts), en=en.join(part.en for part in parts))
    if "not" in node:
        inner = told(node["not"], titles)
        return Sentence(fr=f"pas ({inner.fr})", en=f"not ({inner.en})")
    value = node["value"]
    words = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    title, (fr, en) = titles.get(node["fact"], node["fact"]), _WORDS[node["operator"]]
    return Sentence(fr=f"« {title} » {fr} « {words} »", en=f'"{title}" {en} "{words}"')


_WORDS = {
    "equal": ("est", "is"),
    "notEqual": ("n'est pas", "is not"),
    "in": ("est l'un de", "is one of"),
    "notIn": ("n'est aucun de", "is none of"),
    "contains": ("contient", "contains"),
    "doesNotContain": ("ne contient pas", "does not contain"),
    "lessThan": ("est inférieur à", "is less than"),
    "lessThanInclusive": ("est au plus", "is at most"),
    "greaterThan": ("est supérieur à", "is more than"),
    "greaterThanInclusive": ("est au moins", "is at least"),
}


def _unmapped(name: str) -> Sentence:
    named = label(name)
    return Sentence(
        fr=f"« {named.fr} » est obligatoire, et aucune ligne ne le remplit. Ajoutez-en une.",
        en=f'"{named.en}" is mandatory, and no line fills it. Add one.',
    )


def _sometimes(name: str, when: Sentence) -> Sentence:
    named = label(name)
    return Sentence(
        fr=f"Le champ « {named.fr} » devient obligatoire quand {when.fr}, et aucune ligne ne le remplit. Ajoutez-en "
        "une, ou écartez ce cas par « where ».",
        en=f'The field "{named.en}" becomes mandatory when {when.en}, and no line fills it. Add one, or leave that '
        'case out with "where".',
    )


def _unread(what: str) -> Sentence:
    return Sentence(
        fr=f"Le formulaire de création contient une règle que Passerelle ne sait pas lire (« {what} ») : elle peut "
        "rendre d'autres champs obligatoires. Vérifiez par un essai.",
        en=f'The creation form has a rule that Passerelle cannot read ("{what}"): it may make other fields mandatory. '
        "Check with a trial.",
    )
