"""Exact operations as data: kept with their job and read again."""

import json
from typing import get_args

import pytest
from pydantic import TypeAdapter

from core.lettering import Lettering
from core.operations import (
    PRESET_SIZES,
    UNCUT_PRESETS,
    Adjust,
    Animate,
    Compress,
    Crop,
    Fit,
    Grid,
    Operation,
    Preset,
    Recolour,
    Resize,
    Rotate,
    assembles,
)
from core.regions import Region

KEPT: TypeAdapter[tuple[Operation, ...]] = TypeAdapter(tuple[Operation, ...])
KINDS = get_args(get_args(Operation)[0])
NEEDED: dict[type, tuple[object, ...]] = {
    Adjust: ("contrast", 0.5),
    Fit: ("story",),
    Lettering: ("五一快乐",),
    Recolour: ((255, 0, 0), (0, 255, 0)),
    Rotate: (12.5,),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_operation_survives_being_stored(kind: type) -> None:
    operations = (kind(*NEEDED.get(kind, ())),)

    record = json.loads(KEPT.dump_json(operations))

    assert KEPT.validate_python(record) == operations
    assert record[0]["kind"] == operations[0].kind


def test_kinds_tell_operations_apart() -> None:
    names = [kind(*NEEDED.get(kind, ())).kind for kind in KINDS]

    assert len(set(names)) == len(names) == 21


def test_regions_and_sizes_survive_too() -> None:
    operations = (Crop((16, 9), Region(0.0, 0.1, 0.5, 1.0), keep="top", cut=(1, 2, 3, 4)), Resize(8, 9))

    assert KEPT.validate_json(KEPT.dump_json(operations)) == operations


def test_every_preset_has_its_size() -> None:
    assert set(PRESET_SIZES) == set(get_args(Preset)) > UNCUT_PRESETS
    assert PRESET_SIZES["open_graph"] == (1200, 630)
    assert PRESET_SIZES["sticker"] == (512, 512)
    assert PRESET_SIZES["emoji"] == (128, 128)


def test_only_some_make_one_of_several() -> None:
    assert assembles((Crop(), Animate()))
    assert assembles((Grid(),))
    assert not assembles((Crop(), Compress()))
