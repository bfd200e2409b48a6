from pathlib import Path

import pytest

from bots.config import VARIABLES, load, secrets_of
from core.errors import SettingsInvalid
from core.settings import Settings

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def mistakes(text: str, path: Path, environment: dict[str, str] | None = None) -> dict[str, str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load(environment or {}, path)
    return {problem.path: problem.text for problem in caught.value.problems}


def settings(text: str, path: Path, environment: dict[str, str] | None = None) -> Settings:
    path.write_text(text, encoding="utf-8")
    return load(environment or {}, path)


def test_a_missing_default_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load({}).quota == Settings().quota


def test_a_missing_named_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="no such settings file"):
        load({"CHATBRUSH_CONFIG": str(tmp_path / "nowhere.yaml")})


def test_the_variable_names_the_file(write: Path) -> None:
    write.write_text("language: zh", encoding="utf-8")

    assert load({"CHATBRUSH_CONFIG": str(write)}).language == "zh"


def test_an_empty_variable_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    empty = dict.fromkeys([*VARIABLES, "CHATBRUSH_CONFIG"], "")

    assert load(empty) == load({})


def test_named_variables_set_their_values_and_win(write: Path) -> None:
    found = settings(
        "data: here\nplatforms: {telegram: {token: '${MINE}'}}",
        write,
        {
            "CHATBRUSH_DATA": "/there",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "MINE": "another",
            "TELEGRAM_API_BASE": "http://127.0.0.1:8081",
            "OPENAI_API_KEY": "sk-x",
            "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
            "DATABASE_URL": "postgresql://me@localhost/chat",
            "DISCORD_BOT_TOKEN": "abc",
        },
    )

    assert found.data == Path("/there")
    assert found.database == "postgresql://me@localhost/chat"
    assert found.platforms.telegram.token is not None
    assert found.platforms.telegram.token.get_secret_value() == TOKEN
    assert found.platforms.telegram.api_base == "http://127.0.0.1:8081"
    assert found.providers.openai.base_url == "http://127.0.0.1:9/v1"


def test_references_anywhere_in_a_value(write: Path) -> None:
    text = """
contact: mail ${WHO:-nobody}@${HOST} costs $${5}
jobs: {drawing_at_once: "${SLOTS}"}
platforms: {playground: {members: "${MEMBERS}"}}
time_zone: ${ZONE:-}
"""
    found = settings(text, write, {"HOST": "example.org", "SLOTS": "3", "MEMBERS": "[Ann, Ben]"})

    assert found.contact == "mail nobody@example.org costs ${5}"
    assert found.jobs.drawing_at_once == 3
    assert found.platforms.playground.members == ("Ann", "Ben")
    assert found.time_zone == "UTC"


def test_a_variable_that_is_not_set_is_named(write: Path) -> None:
    assert "MISSING" in mistakes("contact: ${MISSING}", write)["contact"]


def test_a_malformed_reference_is_a_mistake(write: Path) -> None:
    assert "${NAME}" in mistakes("contact: ${not a name}", write)["contact"]


def test_every_mistake_is_told_at_once_with_its_path(write: Path) -> None:
    text = """
langage: en
language: fr
quota: {account: [40 cats per day], acount: []}
jobs: {drawing_at_once: 0, per_account: two}
time_zone: Mars/Olympus
platforms:
  playground: {port: 99999, members: []}
  telegram: {api_base: telegram}
providers: {default: openai, openai: {model: dall-e-3}}
prices:
  some-model: {text_input: 1}
database: mysql://here/there
"""
    found = mistakes(text, write)

    assert set(found) == {
        "langage",
        "language",
        "quota.account.0",
        "quota.acount",
        "jobs.drawing_at_once",
        "jobs.per_account",
        "time_zone",
        "platforms.playground.port",
        "platforms.playground.members",
        "platforms.telegram.api_base",
        "providers.default",
        "providers.openai.model",
        "prices.some-model.image_input",
        "prices.some-model.image_output",
        "prices.some-model.source",
        "prices.some-model.as_of",
        "database",
    }
    assert "did you mean `language`" in found["langage"]
    assert "did you mean `account`" in found["quota.acount"]


def test_one_mistake_hides_no_other(write: Path) -> None:
    """A wrong time zone hides no limit, an unfinished price no retired model, whatever stands beside it."""
    text = """
    time_zone: Mars/Olympus
    quota: {account: [40 images per fortnight]}
    prices:
      gpt-image-1: {text_input: 1}
      sora-2: {text_input: 1, image_input: 2, image_output: 3, source: x, as_of: 2026-01-01}
    """
    found = mistakes(text, write)

    assert "time zone" in found["time_zone"]
    assert "fortnight" in found["quota.account.0"]
    assert "gpt-image-2" in found["prices.gpt-image-1"]
    assert "gpt-image-2" in found["prices.sora-2"]
    assert "required" in found["prices.gpt-image-1.source"]


def test_a_fallback_must_be_there_and_not_be_alone(write: Path) -> None:
    assert "no key" in mistakes("providers: {fallback: openai}", write)["providers.fallback"]
    assert "only provider" in mistakes("providers: {fallback: painter}", write)["providers.fallback"]
    for fallback in ("painter", "openai", "none"):
        found = settings(f"providers: {{fallback: {fallback}}}", write, {"OPENAI_API_KEY": "sk-x"})
        assert found.providers.fallback == fallback


@pytest.mark.parametrize("model", ["dall-e-3", "gpt-image-1", "sora-2"])
def test_a_retired_model_names_its_successor(write: Path, model: str) -> None:
    found = mistakes(f"providers: {{openai: {{model: {model}}}}}", write)

    assert "gpt-image-2" in found["providers.openai.model"]


def test_a_tiers_names_are_platform_and_id(write: Path) -> None:
    text = """
jobs:
  tiers:
    patrons: {weight: 3, people: ["telegram:12345", "67890"]}
    staff: {priority: 1, communities: ["discord:13579", "icq:1"]}
"""
    found = mistakes(text, write)

    assert set(found) == {"jobs.tiers.patrons.people.1", "jobs.tiers.staff.communities.1"}
    assert "telegram:12345" in found["jobs.tiers.patrons.people.1"]


def test_a_model_without_a_price_is_a_mistake_where_money_is_limited(write: Path) -> None:
    text = "quota: {account: [2 USD per day]}\nproviders: {openai: {model: house-model}}"

    assert "price" in mistakes(text, write, {"OPENAI_API_KEY": "sk-x"})["providers.openai.model"]
    assert settings(text, write).providers.openai.model == "house-model"


def test_the_published_prices_are_there_and_the_files_own_win(write: Path) -> None:
    text = """
prices:
  gpt-image-2: {text_input: 1, image_input: 2, image_output: 3, source: mine, as_of: 2026-11-01}
"""
    found = settings(text, write)

    assert found.prices["gpt-image-2"].source == "mine"
    assert found.prices[found.providers.openai.model].image_output > 0


def test_a_key_written_twice_is_a_mistake(write: Path) -> None:
    found = mistakes("jobs:\n  per_account: 1\n  per_account: 2\n", write)

    assert "line 3" in found["jobs.per_account"]


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- x", "a: \x07", "!!python/object:os.system {}"])
def test_broken_yaml_is_one_sentence(write: Path, text: str) -> None:
    (sentence,) = mistakes(text, write).values()

    assert "YAML" in sentence


def test_a_file_that_is_no_mapping_is_a_mistake(write: Path) -> None:
    assert "mapping" in mistakes("- a\n- b\n", write)[str(write)]


def test_a_file_that_is_no_text_is_a_mistake(write: Path) -> None:
    write.write_bytes(b"\xff\xfe\x00x")

    with pytest.raises(SettingsInvalid, match="UTF-8"):
        load({}, write)


def test_a_section_whose_keys_are_commented_out_means_its_defaults(write: Path) -> None:
    assert settings("platforms:\n  discord:\n    # token: x\njobs:\n", write).jobs == Settings().jobs


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"platforms: {{telegram: {{token: '{TOKEN}'}}}}", "platforms.telegram.token"),
        (f"platforms: {{telegram: {{token: '${{X:-{TOKEN}}}'}}}}", "platforms.telegram.token"),
        (f"providers: {{openai: {{api_key: '{TOKEN}'}}}}", "providers.openai.api_key"),
        (f"database: postgresql://me:{TOKEN}@here/there", "database"),
    ],
)
def test_a_secret_in_the_file_is_a_mistake_and_never_repeated(write: Path, text: str, path: str) -> None:
    found = mistakes(text, write)

    assert "does not belong in this file" in found[path]
    assert TOKEN not in str(found)


def test_no_value_from_the_environment_is_ever_repeated(write: Path) -> None:
    text = "language: ${X}\nquota: {account: ['${X}']}\ntime_zone: ${X}\njobs: {per_account: '${X}'}"
    found = mistakes(text, write, {"X": TOKEN, "TELEGRAM_API_BASE": TOKEN, "DATABASE_URL": TOKEN})

    assert {"language", "quota.account.0", "time_zone", "jobs.per_account", "database"} <= set(found)
    assert TOKEN not in str(found)


def test_settings_print_no_secret(write: Path) -> None:
    found = settings("{}", write, {"OPENAI_API_KEY": TOKEN, "DISCORD_BOT_TOKEN": TOKEN})

    assert TOKEN not in repr(found)
    assert TOKEN in secrets_of(found)


def test_the_secrets_hold_every_form_of_a_database_password(write: Path) -> None:
    found = settings("{}", write, {"DATABASE_URL": "postgresql://me:p%2Fw@here/there"})

    assert "p%2Fw" in secrets_of(found)


def test_the_shipped_file_says_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped = load({}, Path(__file__).parents[2] / "config.yaml")
    monkeypatch.chdir(tmp_path)

    assert shipped == load({})
