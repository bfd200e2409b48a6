"""What the doctor says about fonts and shaping."""

import pytest
from PIL import features

from bots.findings import Level
from bots.lettering import look_at_lettering
from core.imaging.lettering import fonts
from core.imaging.lettering.fonts import Fonts, installed


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    only_latin = Fonts({"NotoSans": installed().families["NotoSans"]})
    monkeypatch.setattr(fonts, "installed", lambda: only_latin)
    monkeypatch.setattr(features, "check", lambda _name: False)

    shaping, missing = look_at_lettering()

    assert {shaping.level, missing.level} == {Level.WARN}
    assert shaping.remedy == "apt-get install libfribidi0"
    assert "Chinese" in missing.text
    assert missing.remedy == "apt-get install fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core"


def test_a_machine_with_everything_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.lettering.has_shaping", lambda: True)
    monkeypatch.setattr("bots.lettering.unset_scripts", lambda: ())

    (finding,) = look_at_lettering()

    assert finding.level is Level.OK
