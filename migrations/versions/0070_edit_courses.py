"""Edit courses in the browser: revisions, who has a file open, planned releases, notes of a release.

Revision ID: 0070
Revises: 0090
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_revision_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_revision_sha256_blob"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["account.id"], name=op.f("fk_revision_changed_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index("ix_revision_course_id_path", "revision", ["course_id", "path"])
    op.create_index("ix_revision_sha256", "revision", ["sha256"])
    op.create_index("ix_revision_changed_by", "revision", ["changed_by"])
    op.create_table(
        "presence",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_presence_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_presence_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", "path", "account_id", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_account_id", "presence", ["account_id"])
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])
    op.create_table(
        "planned_release",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refusal", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_planned_release_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["account.id"], name=op.f("fk_planned_release_planned_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_planned_release")),
    )
    op.create_index("ix_planned_release_due_at", "planned_release", ["due_at"])
    op.create_index("ix_planned_release_planned_by", "planned_release", ["planned_by"])
    op.create_table(
        "release_note",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=81), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_note_release_id_release"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "address", name=op.f("pk_release_note")),
    )


def downgrade() -> None:
    op.drop_table("release_note")
    op.drop_index("ix_planned_release_planned_by", "planned_release")
    op.drop_index("ix_planned_release_due_at", "planned_release")
    op.drop_table("planned_release")
    op.drop_index("ix_presence_seen_at", "presence")
    op.drop_index("ix_presence_account_id", "presence")
    op.drop_table("presence")
    op.drop_index("ix_revision_changed_by", "revision")
    op.drop_index("ix_revision_sha256", "revision")
    op.drop_index("ix_revision_course_id_path", "revision")
    op.drop_table("revision")
