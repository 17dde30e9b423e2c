"""Finding the themes of the library in posts: posts a second, at first sight of their words and again."""

import pathlib
import time
from typing import Any

TIMES = 5


def main() -> None:
    from analysis.plan import Plan
    from cli.demo_world import world
    from config import event_file
    from worker import house

    path = pathlib.Path("config/events/kharkiv-demo.toml")
    event = event_file.load(path, house.registers())
    texts = [post.text for post in world.make(scale=2.0).posts]
    first, again = [], []
    for _ in range(TIMES):
        plan = Plan(event)
        first.append(_seconds(plan, texts))
        again.append(_seconds(plan, texts))
    themes = len(event.themes)
    print(
        f"themes: {len(texts):,} synthetic posts (en, uk, ru, pl), {themes} themes with marks, and keywords, one core"
    )
    print(f"  {len(texts) / min(again):,.0f} posts/s, {len(texts) / min(first):,.0f} at first sight of their words")


def _seconds(plan: Any, texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        plan.themes(plan.find(text), text, "unknown")
    return time.process_time() - begun
