"""The file that `groundswell init` writes is a good event file as it stands."""

import pathlib

from config import event_file
from worker.house import registers

TEMPLATE = pathlib.Path("config/event_template.toml").read_text(encoding="utf-8")


def test_it_checks_clean_under_any_name() -> None:
    event = event_file.check(TEMPLATE.replace("NAME", "kharkiv"), "kharkiv", registers())
    assert event.title
    assert len(event.themes) == 12
    assert event.sources[0].options["path"] == "exports/kharkiv"


def test_every_part_that_is_commented_out_is_valid_too() -> None:
    lines = []
    for line in TEMPLATE.splitlines():
        bare = line.removeprefix("# ")
        is_part = line.startswith("# ") and (
            bare.startswith("[") or (bare.split(" = ")[0].replace(".", "").isalpha() and " = " in bare)
        )
        lines.append(bare if is_part else line)
    assert sum(a != b for a, b in zip(lines, TEMPLATE.splitlines(), strict=True)) >= 6
    event_file.check("\n".join(lines), "kharkiv", registers())
