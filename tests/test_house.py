"""The rules that keep the house legible."""

import ast
import pathlib
import re
import tomllib

import pytest
import typer.main
from alembic.config import Config
from alembic.script import ScriptDirectory

import alerts
import channels
import collectors
import digests
from cli.main import app
from config.settings import Settings
from digests.first_screen import LINES
from storage import schema
from worker import schedule

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = ("config", "storage", "collectors", "analysis", "alerts", "channels", "digests", "worker", "dashboard", "cli")


def modules(*folders: str) -> list[pathlib.Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def functions_of(path: pathlib.Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*ROOMS)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("folder", "mark", "register"),
    [
        ("collectors", "outcomes", collectors.READERS),
        ("alerts", "explain", alerts.RULES),
        ("channels", "send", channels.CHANNELS),
        ("digests", "build", {**digests.SECTIONS, **{f"line {name}": kind for name, kind in LINES.items()}}),
    ],
)
def test_every_member_of_a_register_room_is_registered(folder: str, mark: str, register: object) -> None:
    registered = {module.__name__ for module in register.values()}  # type: ignore[attr-defined]
    members = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in modules(folder)
        if mark in functions_of(path) and path.name != "building.py"
    }
    assert members == registered


def test_every_member_has_a_test_of_its_name() -> None:
    members = [*collectors.READERS.values(), *alerts.RULES.values(), *channels.CHANNELS.values()]
    names = [module.__name__.split(".") for module in members]  # type: ignore[attr-defined]
    missing = [name for name in names if not list((ROOT / "tests" / name[0]).rglob(f"test_{name[-1]}.py"))]
    assert missing == []


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in example] == []


def test_every_command_has_help_and_options_with_words() -> None:
    command = typer.main.get_command(app)
    assert [name for name, each in command.commands.items() if not each.help] == []  # type: ignore[attr-defined]


def test_the_schedule_only_rings_a_registered_task() -> None:
    from worker import tasks
    from worker.app import app as celery

    assert tasks.tick.name in celery.tasks
    assert [entry["task"] for entry in schedule.BEAT.values()] == ["worker.tasks.tick"]


def test_the_schema_that_the_code_wants_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_every_path_named_in_the_docs_exists() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    ]
    named = {match for text in texts for match in re.findall(rf"`((?:{'|'.join(ROOMS)}|docs|tests)/[\w./-]+)`", text)}
    assert sorted(name for name in named if "NAME" not in name and not (ROOT / name).exists()) == []


def test_every_command_is_in_the_docs() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"groundswell {name}" not in texts and f"go.py {name}" not in texts] == []


def test_the_wheel_has_every_room() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(ROOMS)


def test_errors_are_caught_whole_only_at_the_borders() -> None:
    """A catch-all stands where a task or a page begins, and nowhere else."""
    allowed = {"worker/tasks.py", "dashboard/app.py"}
    found = {
        str(path.relative_to(ROOT))
        for path in modules(*ROOMS)
        if re.search(r"except (?:Base)?Exception|except:", path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


def test_every_module_of_queries_is_closed_to_the_rooms_that_think() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "forbidden")
    modules_of_queries = {f"storage.{path.stem}" for path in (ROOT / "storage").glob("*.py")} - {"storage.__init__"}
    assert set(contract["forbidden_modules"]) == modules_of_queries
