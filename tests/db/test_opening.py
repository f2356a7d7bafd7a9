"""What happens when a database is opened: new, newer, not ours, on a network share, without a right, out of reach."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from scheduler.checking import rule_faults
from scheduler.db import places, schema, tables
from scheduler.db.units import Database, Unit, open_database
from scheduler.domain.errors import ReadOnlyStorage, ReleveError, StorageError
from scheduler.domain.settings import Scope
from scheduler.services import store
from tests.db.stores import REF, act, filled, put
from tests.domain.samples import WARD
from tests.postgres import PostgresServer
from tests.solver import small

SHARE = "22 27 8:1 / / rw - ext4 /dev/sda rw\n40 22 0:50 / {mount} rw,relatime - {kind} //server/share rw\n"


def refused(url: str) -> ReleveError:
    with pytest.raises(StorageError) as told:
        store.open(url)
    assert told.value.text.fr != told.value.text.en
    return told.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mounted here"
    folder.mkdir()
    return folder


def say_share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the system's list of mounts says that this folder is a network share."""
    mounts = folder.parent / "mountinfo"
    mounts.write_text(SHARE.format(mount=str(folder).replace(" ", "\\040"), kind="cifs"))
    monkeypatch.setattr(places, "_MOUNTS", mounts)


def test_a_new_database_has_the_newest_schema_exactly(database_url: str) -> None:
    with store.open(database_url):
        pass
    database = open_database(database_url)

    def look(connection: object) -> None:
        context = MigrationContext.configure(connection)  # type: ignore[arg-type]
        assert compare_metadata(context, tables.metadata) == []
        assert schema.state(connection) == ("current", schema.NEWEST)  # type: ignore[arg-type]

    database.read(look)
    database.close()
    assert store.upgrade(database_url) == ()
    assert store.check(database_url) == []


def test_the_program_knows_every_migration_it_carries() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "scheduler.db:migrations")
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(each.revision for each in reversed(list(script.walk_revisions()))) == schema.REVISIONS
    assert files("scheduler.db.migrations").joinpath("env.py").is_file()


def test_sqlite_tables_are_strict_and_every_commit_reaches_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    with filled(sqlite_url) as opened:
        found = opened._database.read(
            lambda connection: [
                connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        )
        assert found == ["wal", 2, 1, 5000]
    with closing(sqlite3.connect(tmp_path / "ward.db")) as plain:
        strict = {row[1]: row[5] for row in plain.execute("PRAGMA table_list") if row[0] == "main"}
        ours = {table.name for table in tables.metadata.sorted_tables}
        assert ours <= strict.keys()
        assert {strict[name] for name in ours} == {1}
    assert (tmp_path / "ward.db").stat().st_mode & 0o077 == 0


def test_upgrade_fills_an_empty_database(database_url: str) -> None:
    assert store.upgrade(database_url) == schema.REVISIONS
    with store.open(database_url) as opened:
        assert opened.wards() == ()


def test_a_newer_database_opens_read_only_and_shows_its_wards(database_url: str) -> None:
    with filled(database_url) as opened:
        opened._database.write(lambda unit: unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with store.open(database_url) as newer:
        assert newer.read_only is not None
        for words in (newer.read_only.fr, newer.read_only.en):
            assert "9999" in words
            assert schema.NEWEST in words
        assert newer.snapshot(newer.find("fictif")).problem == WARD
        with pytest.raises(ReadOnlyStorage, match="9999"):
            put(newer, "900001", WARD.first, "M")
        with pytest.raises(ReadOnlyStorage):
            newer.create_ward(WARD, act("create_ward"))
    with pytest.raises(ReadOnlyStorage, match="9999"):
        store.upgrade(database_url)
    assert [(fault.place, fault.value) for fault in store.check(database_url)] == [("schema", "9999")]


def test_a_newer_database_without_our_tables_is_told_and_not_a_crash(sqlite_url: str, tmp_path: Path) -> None:
    with filled(sqlite_url):
        pass
    with closing(sqlite3.connect(tmp_path / "ward.db")) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.execute("ALTER TABLE cell RENAME COLUMN current TO now")
        plain.commit()
    with store.open(sqlite_url) as newer, pytest.raises(StorageError, match="refused"):
        newer.snapshot(REF)


def test_another_programs_database_is_left_alone(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
    assert "something other" in refused(database_url).text.en
    with pytest.raises(StorageError, match="something other"):
        store.upgrade(database_url)
    assert [fault.place for fault in store.check(database_url)] == ["schema"]
    with engine.connect() as connection:
        assert schema.state(connection) == ("foreign", "")
    engine.dispose()


def test_a_migration_that_fails_half_way_leaves_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    plain = op.create_table

    def fail(name: str, *parts: object, **options: object) -> object:
        if name == "run":
            raise RuntimeError("in the middle")
        return plain(name, *parts, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(op, "create_table", fail)
        with pytest.raises(RuntimeError, match="in the middle"):
            store.open(database_url)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert schema.state(connection) == ("empty", "")
    engine.dispose()
    with filled(database_url) as opened:
        assert opened.snapshot(REF).problem == WARD


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ward.db",
        "mysql://u:secret@h/d",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
        "postgresql://u:secret@h:x/d",
    ],
)
def test_a_bad_address_says_what_one_looks_like(url: str) -> None:
    told = refused(url)
    assert "sqlite:///" in told.text.en
    assert "postgresql://" in told.text.fr
    assert "secret" not in told.text.en + told.text.fr


def test_urls_are_told_from_paths() -> None:
    assert all(map(store.is_url, ("sqlite:///a.db", "postgresql://h/d", "postgresql+psycopg://h/d", "postgres://h/d")))
    assert not any(map(store.is_url, ("ward.json", "C:\\ward.json", "sqlite.json", "/a/b")))
    assert store.is_url(store.default_url())


def test_a_missing_folder_a_folder_and_a_file_of_another_kind(tmp_path: Path) -> None:
    assert "does not exist" in refused(f"sqlite:///{tmp_path}/none/ward.db").text.en
    assert "cannot be opened" in refused(f"sqlite:///{tmp_path}").text.en
    (tmp_path / "text.db").write_text("not a database at all")
    assert "not a SQLite database" in refused(f"sqlite:///{tmp_path}/text.db").text.en
    assert (tmp_path / "text.db").read_text() == "not a database at all"
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 500)
    assert "not a SQLite database" in refused(f"sqlite:///{tmp_path}/torn.db").text.en


def test_no_server_no_database_and_a_wrong_user_are_told_without_the_password(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    nobody = refused("postgresql://anna:geheim@127.0.0.1:1/wards")
    assert "does not answer" in nobody.text.en
    missing = refused(postgres_server.url("nowhere"))
    assert "no database of that name" in missing.text.en
    stranger = refused(postgres_server.url("postgres").replace("//releve@", "//anna:geheim@"))
    assert "user or password" in stranger.text.en
    for told in (nobody, missing, stranger):
        assert "geheim" not in told.text.en + told.text.fr


def test_a_new_file_on_a_network_share_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say_share(folder, monkeypatch)
    told = refused(f"sqlite:///{folder}/ward.db")
    assert "network share (cifs)" in told.text.en
    assert "PostgreSQL" in told.text.fr
    assert list(folder.iterdir()) == []


def test_a_file_on_a_network_share_is_shown_and_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{folder}/ward.db"
    with filled(url) as opened:
        put(opened, "900001", WARD.first, "M")
        # Still open elsewhere: what was written lies in the log beside the file.
        assert (folder / "ward.db-wal").stat().st_size > 0
        say_share(folder, monkeypatch)
        before = contents(folder)
        with store.open(url) as shown:
            assert shown.read_only is not None
            assert "cifs" in shown.read_only.en
            assert shown.snapshot(REF) == opened.snapshot(REF)
            with pytest.raises(ReadOnlyStorage, match="network share"):
                put(shown, "900001", WARD.first, "R")
            copies = shown._database._opened._folder
            assert copies is not None
            assert copies.is_dir()
        assert not copies.exists()
        assert contents(folder) == before


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a database, without the one that only lists its readers."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


@pytest.mark.parametrize(
    ("kind", "local"),
    [
        *((kind, True) for kind in ("ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "ext3")),
        *((kind, False) for kind in ("cifs", "nfs4", "smb3", "9p", "fuse.sshfs", "fuse", "afs", "ceph", "never-heard-of")),
    ],
)
def test_file_systems_are_local_or_remote(kind: str, local: bool) -> None:
    mounts = SHARE.format(mount="/data/ward\\040plans", kind=kind)
    assert places.linux_share(Path("/data/ward plans/x/a.db"), mounts) == (None if local else kind)
    assert places.linux_share(Path("/data/ward plans2/a.db"), mounts) is None


def test_the_last_mount_on_a_point_counts_and_nothing_known_is_remote() -> None:
    mounts = SHARE.format(mount="/data", kind="cifs") + "41 22 0:51 / /data rw shared:1 - ext4 /dev/sdb rw\n"
    assert places.linux_share(Path("/data/a.db"), mounts) is None
    assert places.linux_share(Path("/data/a.db"), "") == "?"
    assert places.linux_share(Path("/data/a.db"), "broken line\n1 2 - \n") == "?"


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of mounts")
def test_in_a_changed_root_directory_the_file_system_itself_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "mounts"
    elsewhere.write_text("41 22 0:51 / /elsewhere rw shared:1 - ext4 /dev/sdb rw\n", encoding="ascii")
    monkeypatch.setattr(places, "_MOUNTS", elsewhere)
    assert places.share(tmp_path / "not made yet" / "a.db") is None
    assert places.share(Path("/proc/a.db")) == "proc"


@pytest.mark.parametrize(
    ("path", "drive", "share"),
    [
        ("C:\\wards\\a.db", 3, None),
        ("e:\\a.db", 2, None),
        ("\\\\?\\C:\\a.db", 3, None),
        ("Z:\\a.db", 4, "GetDriveType 4"),
        ("Q:\\a.db", 1, "GetDriveType 1"),
        ("\\\\server\\share\\a.db", 3, "UNC"),
        ("//server/share/a.db", 3, "UNC"),
        ("\\\\?\\UNC\\server\\share\\a.db", 3, "UNC"),
        ("a.db", 3, "GetDriveType 0"),
    ],
)
def test_windows_places(path: str, drive: int, share: str | None) -> None:
    assert places.windows_share(path, lambda root: drive if root.endswith(":\\") else 0) == share


def test_a_role_that_may_only_read_opens_read_only(postgres_server: PostgresServer, postgres_url: str) -> None:
    with filled(postgres_url) as opened:

        def grant(unit: Unit) -> None:
            unit.connection.execute(text("CREATE ROLE reader LOGIN"))
            unit.connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))

        opened._database.write(grant)
        try:
            with store.open(postgres_url.replace("//releve@", "//reader@")) as reader:
                assert reader.read_only is not None
                assert "may not write" in reader.read_only.en
                assert reader.snapshot(REF).problem == WARD
        finally:
            opened._database.write(lambda unit: unit.connection.execute(text("DROP OWNED BY reader; DROP ROLE reader")))


def test_a_file_without_the_right_to_write_opens_read_only(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(sqlite_url):
        pass
    # Who runs the tests may be root, who may write anything.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with store.open(sqlite_url) as shown:
        assert shown.read_only is not None
        assert "may not write" in shown.read_only.en
        assert shown.snapshot(REF).problem == WARD


def test_a_full_disk_is_told_and_costs_nothing(sqlite_url: str) -> None:
    with filled(sqlite_url) as opened:
        before = opened.snapshot(REF)
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as plain:
            pages = plain.execute("PRAGMA page_count").fetchone()[0]
        database: Database = opened._database

        def limit(unit: Unit) -> None:
            unit.connection.execute(text(f"PRAGMA max_page_count={pages}"))

        database.write(limit)
        sound = store.check(sqlite_url)
        full = False
        while not full:
            try:
                longer = replace(before.problem, note=before.problem.note + "x" * 20_000)
                opened.replace_data(REF, act("replace_data"), before.data_version, longer)
                before = opened.snapshot(REF)
            except StorageError as error:
                if "disk is full" not in error.text.en:
                    raise
                full = True
        assert opened.snapshot(REF) == before
    with store.open(sqlite_url) as again:
        assert again.snapshot(REF) == before
    assert store.check(sqlite_url) == sound


def test_a_check_finds_what_was_tampered_with(database_url: str) -> None:
    sound = replace(WARD, settings=(), overrides=())
    with filled(database_url, sound) as opened:
        opened.publish(REF, act("publish"), WARD.first, WARD.first, "FICTIF-Chêne")
        assert store.check(database_url) == []

        def tamper(unit: Unit) -> None:
            for statement in (
                "UPDATE cell SET current = 'QQ' WHERE current = 'N'",
                "UPDATE frozen SET body = replace(body, 'FICTIF-Ortie', 'FICTIF-Houx')",
            ):
                unit.connection.execute(text(statement))

        opened._database.write(tamper)
    places_found = [fault.place for fault in store.check(database_url)]
    assert any(place.startswith("fictif: roster[900001]") for place in places_found)
    assert any(place.startswith("frozen ") for place in places_found)


def test_a_check_tells_the_same_of_rules_as_whoever_plans_a_ward_file(database_url: str) -> None:
    wrong = (
        small.rule("team", "TEAM", left_people=["90001"]),
        small.rule("bank", "BALANCE", floor=10, cap=9),
        replace(small.rule("run", "RUN", maximum=6), scope=Scope(tags=("studnt",))),
        replace(small.rule("off", "TEAM", left_people=["90001"]), hardness="off"),
    )
    problem = small.ward(2, 4, *wrong)
    problem = replace(problem, people=(replace(problem.people[0], tags=("student",)), *problem.people[1:]))
    expected = rule_faults(problem)
    assert len(expected) == 3
    with filled(database_url, problem):
        pass
    told = store.check(database_url)
    assert [(fault.place, fault.value, fault.expected) for fault in told] == [
        (f"{problem.id}: {fault.place}", fault.value, fault.expected) for fault in expected
    ]


def test_a_check_tells_missing_columns_and_missing_files(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        store.check(sqlite_url)
    assert list(tmp_path.glob("*.db")) == []
    with filled(sqlite_url):
        pass
    with closing(sqlite3.connect(tmp_path / "ward.db")) as plain:
        plain.execute("ALTER TABLE run DROP COLUMN status")
    assert [(fault.place, fault.expected.en) for fault in store.check(sqlite_url)] == [("table run", "the columns ['status']")]
