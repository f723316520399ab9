"""create courseware."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0001'
branch_labels = None
depends_on = None

LIVE = 'fk_course_live_release_id_release'


def upgrade() -> None:
    op.create_table('blob',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_blob'))
    )

    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('summary', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('live_release_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'live', 'retired')", name=op.f('ck_course_state_known')),
    sa.ForeignKeyConstraint(['live_release_id'], ['release.id'], name=op.f('fk_course_live_release_id_release'), ondelete='SET NULL', use_alter=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('slug', name=op.f('uq_course_slug'))
    )

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_live_release_id'), ['live_release_id'], unique=False)

    op.create_table('rendered',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rendered'))
    )

    op.create_table('former_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('old', sa.String(length=90), nullable=False),
    sa.Column('new', sa.String(length=90), nullable=False),
    sa.CheckConstraint("kind IN ('course', 'module', 'unit')", name=op.f('ck_former_address_kind_known')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_former_address_course_id_course'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_address')),
    sa.UniqueConstraint('course_id', 'kind', 'old', name=op.f('uq_former_address_course_id_kind_old'))
    )

    op.create_table('release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('manifest', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("origin IN ('folder', 'browser', 'command')", name=op.f('ck_release_origin_known')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_release_number_from_one')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_release_course_id_course'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['published_by'], ['account.id'], name=op.f('fk_release_published_by_account'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('course_id', 'number', name=op.f('uq_release_course_id_number'))
    )

    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_published_by'), ['published_by'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('base_release_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("origin IN ('folder', 'browser')", name=op.f('ck_draft_origin_known')),
    sa.ForeignKeyConstraint(['base_release_id'], ['release.id'], name=op.f('fk_draft_base_release_id_release'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['changed_by'], ['account.id'], name=op.f('fk_draft_changed_by_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_draft_course_id_course'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('course_id', 'origin', name=op.f('uq_draft_course_id_origin'))
    )

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_base_release_id'), ['base_release_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_changed_by'), ['changed_by'], unique=False)

    op.create_table('release_file',
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=400), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_release_file_release_id_release'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sha256'], ['blob.sha256'], name=op.f('fk_release_file_sha256_blob'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('release_id', 'path', name=op.f('pk_release_file'))
    )

    with op.batch_alter_table('release_file', schema=None) as batch_op:
        batch_op.create_index('ix_release_file_name', ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_release_file_sha256'), ['sha256'], unique=False)

    op.create_table('sync_state',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('manifest', sa.String(length=64), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=True),
    sa.Column('synced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_sync_state_course_id_course'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_sync_state_release_id_release'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_sync_state'))
    )

    with op.batch_alter_table('sync_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sync_state_release_id'), ['release_id'], unique=False)

    op.create_table('draft_file',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=400), nullable=False),
    sa.Column('began_from', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_file_draft_id_draft'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sha256'], ['blob.sha256'], name=op.f('fk_draft_file_sha256_blob'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('draft_id', 'path', name=op.f('pk_draft_file'))
    )

    with op.batch_alter_table('draft_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_file_sha256'), ['sha256'], unique=False)

    if op.get_bind().dialect.name != "sqlite":
        # SQLite took the key with its table; elsewhere a table must exist before another points to it.
        op.create_foreign_key(LIVE, 'course', 'release', ['live_release_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(LIVE, 'course', type_='foreignkey')

    with op.batch_alter_table('draft_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_file_sha256'))
    op.drop_table('draft_file')
    with op.batch_alter_table('sync_state', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sync_state_release_id'))
    op.drop_table('sync_state')
    with op.batch_alter_table('release_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_file_sha256'))
        batch_op.drop_index('ix_release_file_name')
    op.drop_table('release_file')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_changed_by'))
        batch_op.drop_index(batch_op.f('ix_draft_base_release_id'))
    op.drop_table('draft')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_published_by'))
    op.drop_table('release')
    op.drop_table('former_address')
    op.drop_table('rendered')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_live_release_id'))
    op.drop_table('course')
    op.drop_table('blob')
