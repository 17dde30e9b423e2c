"""What an analyst would write in an afternoon: pandas reads, vaderSentiment scores, SQLModel stores, pandas counts."""

import sys

import pandas
from sqlmodel import Field, Session, SQLModel, create_engine
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

THEMES = {"resilience": ["resilien", "unbreakable"], "the world must act": ["world must act", "close the sky"]}


class PlainPost(SQLModel, table=True):
    id: int = Field(primary_key=True)
    created_at: str
    author: str
    text: str
    compound: float
    themes: str


def main(source: str, target: str) -> None:
    engine = create_engine(f"sqlite:///{target}")
    SQLModel.metadata.create_all(engine, tables=[PlainPost.__table__])  # type: ignore[attr-defined]
    frame = pandas.read_json(source, lines=True, dtype={"id": str})
    analyser = SentimentIntensityAnalyzer()
    frame["compound"] = [analyser.polarity_scores(text)["compound"] for text in frame["text"]]
    with Session(engine) as session:
        for row in frame.itertuples():
            text = row.text.lower()
            found = [name for name, words in THEMES.items() if any(word in text for word in words)]
            session.add(
                PlainPost(
                    id=int(row.id),
                    created_at=str(row.created_at),
                    author=str(row.author_id),
                    text=row.text,
                    compound=row.compound,
                    themes=",".join(found),
                )
            )
        session.commit()
    hours = pandas.to_datetime(frame["created_at"]).dt.floor("h")
    frame.groupby(hours).agg(posts=("id", "count"), mean=("compound", "mean"))


if __name__ == "__main__":
    main(*sys.argv[1:])
