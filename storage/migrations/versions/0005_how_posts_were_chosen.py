"""how the posts of a file were chosen, and tombstones of deleted posts

Revision: 0005
Follows: 0001
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = ("query", "sort", "exported_by", "note")


def upgrade():
    op.create_table(
        "tombstone",
        sa.Column("post_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("post_id"),
        sqlite_with_rowid=False,
    )
    for name in WORDS:
        op.add_column("file", sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))


def downgrade():
    for name in reversed(WORDS):
        op.drop_column("file", name)
    op.drop_table("tombstone")
