"""Two fingerprints, one against the other."""

from collections.abc import Iterator
from typing import Any

from passerelle.core.drift import telling
from passerelle.core.drift.difference import Difference, DriftKind
from passerelle.core.schema import FieldType, folded

Json = dict[str, Any]


def differences(before: Json, after: Json) -> list[Difference]:
    """What is worse comes first. What could not be asked this time, and fingerprints of another form, tell nothing."""
    if before.get("version") != after.get("version"):
        return []
    found: list[Difference] = []
    for root, was in before["records"].items():
        if root in after["records"]:
            found += _record(root, was, after["records"][root])
    for step, was in before["targets"].items():
        if step in after["targets"]:
            found += _target(step, was, after["targets"][step])
    return sorted(found, key=lambda one: (not one.breaks, one.path, one.kind))


def _record(root: str, before: Json, after: Json) -> Iterator[Difference]:
    for name, was in before["fields"].items():
        path, now = f"{root}.{name}", after["fields"].get(name)
        if now is None:
            yield _lost_source(path, before["kind"], name, was, after["moved"].get(name))
            continue
        if now["title"] != was["title"]:
            yield Difference(DriftKind.FIELD_RENAMED, path, telling.title_changed(was["title"], now["title"]), False)
        if now["type"] != was["type"]:
            sentence = telling.source_retyped(was["title"], FieldType(now["type"]), was["feeds"])
            yield Difference(DriftKind.FIELD_RETYPED, path, sentence, True)
        yield from _source_options(path, was, now)


def _lost_source(path: str, kind: str, name: str, was: Json, moved: str | None) -> Difference:
    starts, feeds = was["starts"], was["feeds"]
    breaks = starts or not feeds or any(one["alone"] for one in feeds)
    stops = not starts and any(one["required"] and one["alone"] for one in feeds)
    if moved is not None:
        sentence = telling.source_renamed(name, moved, starts, feeds)
        return Difference(DriftKind.FIELD_RENAMED, path, sentence, breaks, stops)
    sentence = telling.source_removed(was["title"], kind, starts, feeds)
    return Difference(DriftKind.FIELD_REMOVED, path, sentence, breaks, stops)


def _source_options(path: str, was: Json, now: Json) -> Iterator[Difference]:
    foreseen = was["foreseen"]
    for value, option in now["options"].items():
        if value not in was["options"] and not option["archived"]:
            breaks = foreseen is not None and value not in foreseen
            sentence = telling.source_option_added(was["title"], _label(value, option), breaks)
            yield Difference(DriftKind.OPTION_ADDED, f"{path}={value}", sentence, breaks)
    for value, option in was["options"].items():
        present = now["options"].get(value)
        if (present is None or present["archived"]) and not option["archived"]:
            breaks = value in was["watched"]
            sentence = telling.source_option_removed(was["title"], _label(value, option), breaks)
            yield Difference(DriftKind.OPTION_REMOVED, f"{path}={value}", sentence, breaks)
        elif present is not None and present["labels"] != option["labels"]:
            sentence = telling.label_changed(was["title"], _label(value, option), _label(value, present), False)
            yield Difference(DriftKind.OPTION_RENAMED, f"{path}={value}", sentence, False)


def _target(step: str, before: Json, after: Json) -> Iterator[Difference]:
    for to, was in before["fields"].items():
        path, now = f"{step}.{to}", after["fields"].get(to)
        if now is None:
            yield _lost_target(path, to, was, after["moved"].get(to))
            continue
        if now["title"] != was["title"]:
            yield Difference(DriftKind.FIELD_RENAMED, path, telling.title_changed(was["title"], now["title"]), False)
        if now["type"] != was["type"]:
            sentence = telling.target_retyped(was["title"], FieldType(now["type"]))
            yield Difference(DriftKind.FIELD_RETYPED, path, sentence, True, stops=True)
        if was["writable"] and not now["writable"]:
            yield Difference(DriftKind.FIELD_READ_ONLY, path, telling.read_only(was["title"]), True, stops=True)
        yield from _target_options(path, was, now)
    yield from _mandatory(step, before, after)
    yield from _params(step, before, after)
    if before["rules"] != after["rules"]:
        yield Difference(DriftKind.RULES_CHANGED, step, telling.RULES_CHANGED, False)


def _lost_target(path: str, to: str, was: Json, moved: str | None) -> Difference:
    if moved is not None:
        return Difference(DriftKind.FIELD_RENAMED, path, telling.target_renamed(to, moved), True, stops=True)
    return Difference(DriftKind.FIELD_REMOVED, path, telling.target_removed(was["title"]), True, stops=True)


def _target_options(path: str, was: Json, now: Json) -> Iterator[Difference]:
    written = None if was["written"] is None else {folded(word) for word in was["written"]}
    for value, option in now["options"].items():
        if value not in was["options"] and not option["archived"]:
            sentence = telling.target_option_added(was["title"], _label(value, option))
            yield Difference(DriftKind.OPTION_ADDED, f"{path}={value}", sentence, False)
    for value, option in was["options"].items():
        present = now["options"].get(value)
        used = written is None or bool(written & _words(value, option))
        if (present is None or present["archived"]) and not option["archived"]:
            sentence = telling.target_option_removed(was["title"], _label(value, option), used)
            yield Difference(DriftKind.OPTION_REMOVED, f"{path}={value}", sentence, used)
        elif present is not None and present["labels"] != option["labels"]:
            lost = written is None or bool(written & (_words(value, option) - _words(value, present)))
            sentence = telling.label_changed(was["title"], _label(value, option), _label(value, present), lost)
            yield Difference(DriftKind.OPTION_RENAMED, f"{path}={value}", sentence, lost)


def _mandatory(step: str, before: Json, after: Json) -> Iterator[Difference]:
    for name, title in after["mandatory"].items():
        if name in before["mandatory"]:
            continue
        line = next((one for one in after["fields"].values() if one["title"] == title), None)
        path = f"{step}.{name}"
        if line is None:
            yield Difference(DriftKind.FIELD_MANDATORY, path, telling.mandatory_unfilled(title), True, stops=True)
        elif not line["always"]:
            yield Difference(DriftKind.FIELD_MANDATORY, path, telling.mandatory_at_times(title), False)


def _params(step: str, before: Json, after: Json) -> Iterator[Difference]:
    for name, was in before["params"].items():
        now = after["params"].get(name)
        if now is None or now["value"] != was["value"]:
            continue
        if was["there"] and not now["there"]:
            sentence = telling.choice_removed(name, was["label"], creates=before["creates"])
            yield Difference(DriftKind.CHOICE_REMOVED, f"{step}.{name}", sentence, True, stops=True)
        elif now["there"] and now["label"] != was["label"]:
            sentence = telling.choice_renamed(name, was["label"], now["label"])
            yield Difference(DriftKind.CHOICE_RENAMED, f"{step}.{name}", sentence, False)


def _label(value: str, option: Json) -> str:
    return str(option["labels"][0]) if option["labels"] else value


def _words(value: str, option: Json) -> set[str]:
    return {folded(one) for one in (value, *option["labels"])}
