"""The catalogue of presets: what ships, what operators add, and every mistake at once."""

from pathlib import Path

import pytest

from bots.config import load
from bots.presets import load_presets
from core.errors import SettingsInvalid
from core.presets import PresetKind

MINE = """\
neon-sign:
  kind: style
  title: {en: Neon sign, zh: 霓虹灯牌}
  description: {en: Glass tubes on a wall, zh: 墙上的玻璃灯管}
  aliases: [tubes]
  prompt: "{words} as a neon sign that says {name}"
  blanks:
    name:
      label: {en: name, zh: 名字}
      default: {en: Open, zh: 营业中}
      quoted: true
  ratio: "3:2"
  example: "a city at night, neon"
"""


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def mistakes(*files: Path) -> dict[str, str]:
    with pytest.raises(SettingsInvalid) as invalid:
        load_presets(files)
    return {problem.path: problem.text for problem in invalid.value.problems}


def test_a_preset_is_added(tmp_path: Path) -> None:
    presets = load_presets([written(tmp_path, MINE)])
    mine = presets.named("TUBES")
    assert mine is not None
    assert (mine.name, mine.kind, mine.ratio) == ("neon-sign", PresetKind.STYLE, (3, 2))
    assert mine.example == ("a city at night, neon",)
    assert mine.blanks[0].default.zh == "营业中"
    assert presets.named("watercolour") is not None


def test_a_shipped_preset_is_changed_or_left_out(tmp_path: Path) -> None:
    first = written(tmp_path, "watercolour: {quality: high}\nnoir: null\n", "a.yaml")
    second = written(tmp_path, "watercolour: {ratio: '3:2'}\nabsent: null\n", "b.yaml")
    presets = load_presets([first, second])
    watercolour = presets.named("watercolour")
    assert watercolour is not None
    assert (watercolour.quality, watercolour.ratio) == ("high", (3, 2))
    assert watercolour.prompt, "what is not given stays"
    assert presets.named("noir") is None


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert len(load_presets([written(tmp_path, "# nothing yet\n")]).all) == len(load_presets().all)


def test_every_mistake_is_named_with_its_file_and_key(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """\
Bad Name:
  kind: filter
  title: {en: X}
  description: {en: d, zh: d, fr: d}
  prompt: ""
  size: 3
  count: 11
  ratio: 2:3
  sources: {min: 17}
  example: []
words: just words
twice: null
twice: null
""",
    )
    found = mistakes(file)
    at = f"{file}: Bad Name"
    assert found[at] == "A preset's name is up to 32 of a-z, 0-9 and single hyphens."
    assert found[f"{at}.kind"] == "This must be one of: 'style' or 'recipe'."
    assert found[f"{at}.title.zh"] == "This key is required."
    assert found[f"{at}.description.fr"] == "There is no such key."
    assert found[f"{at}.size"] == "There is no such key."
    assert found[f"{at}.count"] == "This must be at most 10."
    assert found[f"{at}.ratio"] == "This must be text; put it in quotes."
    assert found[f"{at}.sources.min"] == "This must be at most 16."
    assert found[f"{at}.example"] == "This needs more entries, at least 1."
    assert found[f"{at}.prompt"] == "This needs more letters, at least 1."
    assert found[f"{file}: words"] == "This must be a mapping of keys."
    assert found[f"{file}: twice"].startswith("This key is written twice")


def test_mistakes_of_meaning(tmp_path: Path) -> None:
    broken = MINE.replace("{name}", "{size}").replace('"3:2"', '"21:1"').replace("[tubes]", '[tubes, "-"]')
    file = written(
        tmp_path,
        broken.replace("    name:\n", "    words:\n")
        + "  sources: {min: 3, max: 2}\nposter: {aliases: [水彩, p]}\n",
    )
    found = mistakes(file)
    at = f"{file}: neon-sign"
    assert found[f"{at}.prompt"].startswith("There is no blank `size`")
    assert found[f"{at}.blanks.words"] == "A blank's name is a-z and _, and not `words`."
    assert found[f"{at}.sources"] == "`min` must be at most `max`."
    assert found[f"{at}.ratio"] == "The longer side is at most 20 times the shorter."
    assert found[f"{at}.aliases"] == "`-` holds no letter."
    assert found[f"{file}: poster"] == "`水彩` already names the preset `watercolour`."


def test_a_title_without_a_letter_is_a_mistake(tmp_path: Path) -> None:
    file = written(tmp_path, MINE.replace("en: Neon sign", "en: '--'"))
    assert mistakes(file) == {f"{file}: neon-sign.title": "`--` holds no letter."}


@pytest.mark.parametrize(("data", "says"), [(b"a: [", "not valid YAML"), (b"\xff\xfe", "not UTF-8")])
def test_a_file_that_is_no_catalogue(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(data)
    assert says in mistakes(file)[str(file)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    assert mistakes(file) == {str(file): "The file cannot be read: No such file or directory."}


def test_the_settings_are_checked_with_their_catalogues(tmp_path: Path) -> None:
    file = written(tmp_path, "noir: {kin: style}\n")
    config = written(tmp_path, f"presets: {{files: ['{file}']}}\nquota: {{acount: []}}\n", "config.yaml")
    with pytest.raises(SettingsInvalid) as invalid:
        load({}, config)
    paths = [problem.path for problem in invalid.value.problems]
    assert paths == ["quota.acount", f"{file}: noir.kin"]
    config.write_text(f"presets: {{files: ['{written(tmp_path, MINE)}']}}\n", encoding="utf-8")
    assert load({}, config).presets.files
