"""who is reacting: marks, corrections, labels, and buckets by voice

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = sqlmodel.sql.sqltypes.UTCDateTime
KEYS = ("event_id", "grain", "start", "platform", "theme")


def upgrade():
    """Adds what is new, empties the buckets, and has everything marked and counted again: from the posts."""
    with op.batch_alter_table("membership") as membership:
        membership.add_column(sa.Column("belongs", sa.Boolean(), nullable=False, server_default=sa.true()))
        membership.add_column(sa.Column("voice", TEXT(), nullable=False, server_default="unclear"))
        membership.add_column(sa.Column("voice_rule", TEXT(), nullable=False, server_default=""))
        membership.add_column(sa.Column("toned", sa.Boolean(), nullable=False, server_default=sa.true()))
        membership.add_column(sa.Column("same_text", sa.BigInteger(), nullable=True))
    op.execute("update membership set belongs = (1 = 0) where why_not = 'off topic'")
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("marked_by", TEXT(), nullable=False, server_default=""))
    for name, key in (("bucket", KEYS), ("mood", (*KEYS, "scorer_id"))):
        _add_voice(name, key)
    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in ("what", "value", "before", "why", "by")),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("undone_at", TIME(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_post", "correction", ["event_id", "post_id"], unique=False)
    op.create_table(
        "voice_label",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("mark", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "post_id"),
        sqlite_with_rowid=False,
    )
    op.execute("insert into dirty_minute (event_id, minute) select distinct event_id, minute from membership")


def _add_voice(name, key):
    """The new column is part of the key, so the table is made anew; its rows are kept until they are counted again."""
    old = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    columns = [sa.Column(each.name, each.type, nullable=each.nullable) for each in old.c]
    columns.insert(5, sa.Column("voice", sa.String(), nullable=False))
    if name == "bucket":
        columns.append(sa.Column("top_author", sa.Integer(), nullable=True))
    names = ", ".join(f'"{each.name}"' for each in old.c)
    op.create_table(
        f"{name}_new", *columns, sa.PrimaryKeyConstraint(*key[:5], "voice", *key[5:]), sqlite_with_rowid=False
    )
    op.execute(f"insert into {name}_new ({names}, voice) select {names}, '' from {name}")
    op.drop_table(name)
    op.rename_table(f"{name}_new", name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"alter table {name} rename constraint {name}_new_pkey to {name}_pkey")


def downgrade():
    raise NotImplementedError("the marks of readers would be lost; restore a backup instead")
