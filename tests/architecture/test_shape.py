"""The shape of the code base: design sections 2 and 9, and what every document promises."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bots.settings_docs import outdated
from core import errors
from core.identity import Platform

ROOT = Path(__file__).parents[2]
PACKAGES = ("bots", "core", "storage")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PLATFORM_FOLDERS = ("discord_bot", "telegram_bot", "web", "terminal")
SAME_FILES = {"adapter.py", "inbound.py", "outbound.py", "commands.py"}
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "base",
    "common",
    "misc",
    "shared",
}
BROAD_EXCEPTS_ALLOWED = 3
LONGEST_MODULE_LINES = 300
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def comments_of(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_the_rules_below_look_at_something() -> None:
    assert len(MODULES) > 80
    assert len(TESTS) > 30
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_module_fits_in_one_reading() -> None:
    too_long = {name_of(path): lines_of(path) for path in MODULES if lines_of(path) > LONGEST_MODULE_LINES}

    assert not too_long


def test_a_test_module_fits_in_two() -> None:
    too_long = {name_of(path): lines_of(path) for path in TESTS if lines_of(path) > 2 * LONGEST_MODULE_LINES}

    assert not too_long


def test_a_module_is_a_noun_for_the_thing_inside() -> None:
    vague = [
        name_of(path) for path in MODULES if {path.stem, *path.relative_to(ROOT).parts[:-1]} & FORBIDDEN_NAMES
    ]

    assert not vague


@pytest.mark.parametrize("folder", PLATFORM_FOLDERS)
def test_every_platform_has_the_same_files(folder: str) -> None:
    assert {path.name for path in (ROOT / "bots" / folder).glob("*.py")} >= SAME_FILES


def test_core_never_spells_a_platforms_name() -> None:
    names = {platform.value for platform in Platform}
    spelled = [
        f"{name_of(path)}:{node.lineno}: {node.value!r}"
        for path in MODULES
        if path.is_relative_to(ROOT / "core") and path != ROOT / "core" / "identity.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lower() in names
    ]

    assert not spelled


def test_broad_excepts_are_few_and_argued() -> None:
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]

    assert len(broad) <= BROAD_EXCEPTS_ALLOWED, broad


def is_broad(handler: ast.ExceptHandler) -> bool:
    """A handler that only passes the exception on takes nothing away from anybody."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
    is_wide = handler.type is None or bool(names & {"Exception", "BaseException"})
    last = handler.body[-1]
    return is_wide and not (isinstance(last, ast.Raise) and last.exc is None)


def test_a_broad_except_is_recognised() -> None:
    source = "try: pass\nexcept Exception: pass\ntry: pass\nexcept (ValueError, BaseException): x = 1"
    handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]

    assert [is_broad(handler) for handler in handlers] == [True, True]


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{name_of(path)}:{line}"
        for path in (*MODULES, *TESTS)
        for line, comment in comments_of(path)
        if UNFINISHED.search(comment)
    ]

    assert not left


def test_a_silenced_check_names_its_code_and_its_reason() -> None:
    bare = [
        f"{name_of(path)}:{line}: {comment}"
        for path in (*MODULES, *TESTS)
        for line, comment in comments_of(path)
        if re.search(r"#\s*(noqa|type:\s*ignore)", comment)
        and not re.search(
            r"(noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+(, ?[a-z-]+)*\])\s*[-#(—–]+\s*\w", comment
        )
    ]

    assert not bare


def test_a_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))]

    assert not silent


def test_every_error_that_can_be_raised_has_its_place_in_the_tree() -> None:
    drawn = errors.__doc__ or ""
    missing = [leaf.__name__ for leaf in errors.leaves() if leaf.__name__ not in drawn]

    assert len(errors.leaves()) > 25
    assert not missing


def test_generated_documents_are_current() -> None:
    assert not outdated(ROOT)


def test_locks_hold_hashes_and_no_address_of_an_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-s3.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.-]*==[^\s;\\]+", text, re.MULTILINE)

        assert len(pins) > 20
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_is_locked_at_a_version_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *(one for name in extras if name != "all" for one in extras[name]),
    ]
    for lock, lines in {
        "requirements.lock": wanted,
        "requirements-dev.lock": [*wanted, *project["dependency-groups"]["dev"]],
        "requirements-s3.lock": project["dependency-groups"]["s3"],
    }.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        pinned = dict(re.findall(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE))
        for requirement in map(Requirement, lines):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, requirement
            assert requirement.specifier.contains(version), requirement
