"""Live listings: what is watched, each look, the posts sighted, and the allowance of requests."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sqlmodel.sql.sqltypes.AutoString()
TIME = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("fault", TEXT, nullable=False),
        sa.Column("next_at", TIME, nullable=True),
        sa.Column("last_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", "name"),
    )
    op.create_index("listing_due", "listing", ["next_at"])
    op.create_table(
        "poll",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("gap_from", TIME, nullable=True),
        sa.Column("gap_to", TIME, nullable=True),
        sa.Column("detail", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("poll_listing", "poll", ["listing_id", "at"])
    op.create_table(
        "sighting",
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("check_at", TIME, nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("source_id", "post_id"),
    )
    op.create_index("sighting_check", "sighting", ["check_at"])
    op.create_index("sighting_root", "sighting", ["source_id", "root_id"])
    op.create_index("sighting_post", "sighting", ["post_id"])
    op.create_table(
        "allowance",
        sa.Column("client", TEXT, nullable=False),
        sa.Column("ledger", sa.JSON(), nullable=False),
        sa.Column("fault", TEXT, nullable=False),
        sa.Column("credentials", TEXT, nullable=False),
        sa.Column("fault_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("client"),
    )
    op.create_table(
        "request_count",
        sa.Column("client", sa.String(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(), autoincrement=False, nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client", "slot", "purpose"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in ("request_count", "allowance", "sighting", "poll", "listing"):
        op.drop_table(name)
