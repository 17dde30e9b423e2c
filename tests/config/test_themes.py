"""The shipped themes: every phrase can be used, every language is there, and near misses stay out."""

import collections

import pytest

from analysis.plan import Plan
from config.event_file import Event
from config.phrases import exception_fault, theme_fault
from config.theme_library import nearest, shipped_themes

LANGUAGES = {"en", "uk", "ru", "pl", "de"}
NAMES = {
    "resilience", "the world must act", "grief", "anger", "solidarity", "war crimes and accountability", "civilian harm",
    "ceasefire and negotiations", "official denial", "comparison with earlier strikes", "aid and donations", "air defence",
}  # fmt: skip
THEMES = [
    {"name": name, "phrases": {key: theme[key] for key in theme if key != "not"}, "not": theme.get("not", ())}
    for name, theme in shipped_themes().items()
]
PLAN = Plan(Event.model_validate({"name": "e", "title": "E", "zone": "UTC", "themes": THEMES}))


def themes(text: str) -> set[str]:
    return set(PLAN.themes(PLAN.find(text), text, "unknown"))


def test_the_themes_are_there_in_every_language() -> None:
    assert set(shipped_themes()) == NAMES
    assert all(set(theme) - {"not"} == LANGUAGES and all(theme.values()) for theme in shipped_themes().values())


def test_every_phrase_can_be_used_and_stands_once() -> None:
    for name, theme in shipped_themes().items():
        for language, phrases in theme.items():
            assert [fault for phrase in phrases if (fault := theme_fault(phrase))] == [], (name, language)
            assert [phrase for phrase, count in collections.Counter(phrases).items() if count > 1] == [], (
                name,
                language,
            )


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Kharkiv's resilience is inspiring, but the world must act", "the world must act"),
        ("Kharkiv's resilience is inspiring, but the world must act", "resilience"),
        ("Незламність харків’ян вражає", "resilience"),
        ("Niezłomni ludzie tego miasta", "resilience"),
        ("Diese Menschen bleiben stark", "resilience"),
        ("Закройте небо над Харьковом!", "the world must act"),
        ("Świat musi działać, i to teraz", "the world must act"),
        ("Die Welt muss handeln, nicht reden", "the world must act"),
        ("Closing tabs. #StopRussia", "the world must act"),
        ("My heart goes out to them", "grief"),
        ("Співчуваю рідним і близьким", "grief"),
        ("Mir fehlen die Worte", "grief"),
        ("Вони терористи, і крапка", "anger"),
        ("What a disgusting thing to do", "anger"),
        ("We stand with Ukraine", "solidarity"),
        ("#StandWithUkraine", "solidarity"),
        ("Jesteśmy z wami", "solidarity"),
        ("Це воєнний злочин", "war crimes and accountability"),
        ("They belong in The Hague", "war crimes and accountability"),
        ("Zbrodniarze wojenni staną przed sądem", "war crimes and accountability"),
        ("Люди досі під завалами", "civilian harm"),
        ("Ein Wohnhaus wurde getroffen", "civilian harm"),
        ("So much for the ceasefire", "ceasefire and negotiations"),
        ("Жодних переговорів з ними", "ceasefire and negotiations"),
        ("Moscow denies everything, as always", "official denial"),
        ("Це просто фейк", "official denial"),
        ("First Sumy, now this", "comparison with earlier strikes"),
        ("Как в Буче", "comparison with earlier strikes"),
        ("Please donate what you can", "aid and donations"),
        ("Ruszyła zbiórka na agregaty", "aid and donations"),
        ("They need more air defense", "air defence"),
        ("Система ППО спрацювала", "air defence"),
    ],
)
def test_a_sentence_has_its_theme(text: str, theme: str) -> None:
    assert theme in themes(text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("The world is watching", "the world must act"),
        ("She acted in a film last year", "the world must act"),
        ("Небо над Харковом чисте", "the world must act"),
        ("Welt am Sonntag gelesen", "the world must act"),
        ("A strong coffee, please", "resilience"),
        ("I broke my phone", "resilience"),
        ("Сила вітру п'ять метрів", "resilience"),
        ("The ship was ripped apart by the wind", "grief"),
        ("A grip on the wheel", "grief"),
        ("Горечко солодке яблуко", "grief"),
        ("He raged quit the game", "solidarity"),
        ("Average temperature is nine degrees", "anger"),
        ("Катинка пише вірші", "anger"),
        ("Твариництво зростає", "anger"),
        ("They stand in the queue", "solidarity"),
        ("Обійняв посаду міністра", "solidarity"),
        ("Подписывайтесь на канал", "solidarity"),
        ("The crime novel of the year", "war crimes and accountability"),
        ("Hagen liegt in Westfalen", "war crimes and accountability"),
        ("Killer sudoku for beginners", "civilian harm"),
        ("Opfert nicht eure Zeit", "ceasefire and negotiations"),
        ("Завалов у нас нет снега", "ceasefire and negotiations"),
        ("The talks show was funny", "ceasefire and negotiations"),
        ("Перемирити ми не встигли", "ceasefire and negotiations"),
        ("Lie down and rest", "official denial"),
        ("He plays the military march", "official denial"),
        ("Брешка впала з полиці", "official denial"),
        ("We met in Sumy in spring", "comparison with earlier strikes"),
        ("Як у кіно", "comparison with earlier strikes"),
        ("Palm oil is in everything", "comparison with earlier strikes"),
        ("Donata sings in the choir", "solidarity"),
        ("Світлана вийшла заміж", "aid and donations"),
        ("Die Spinne sitzt im Netz", "aid and donations"),
        ("Зборів сьогодні не буде", "aid and donations"),
        ("He flew out on Monday", "air defence"),
        ("Сиренада під вікном", "air defence"),
        ("Збитки порахували вчора", "air defence"),
        ("A patriotic song", "air defence"),
        ("Seriously, who defends this opinion", "air defence"),
        ("Опление подорожало", "air defence"),
    ],
)
def test_a_near_miss_has_not_that_theme(text: str, theme: str) -> None:
    assert theme not in themes(text)


def test_every_exception_can_be_used() -> None:
    for name, theme in shipped_themes().items():
        assert [fault for each in theme.get("not", ()) if (fault := exception_fault(each, set()))] == [], name


def test_a_mistyped_name_is_told_from_the_others() -> None:
    assert nearest("resilliance") == "resilience"
    assert nearest("World must act") == "the world must act"
