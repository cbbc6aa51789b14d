"""The table's part about files, and credentials for other engines."""

from __future__ import annotations

from tests.denials.cases import (
    FOLDER,
    MODIFY,
    READ,
    SELECT,
    USE,
    WRITE,
    on_schema,
)
from tests.denials.requests import (
    IN_SCHEMA,
    LOCATION,
    MODEL_USE,
    OLD,
    rest,
)

_FS = "/api/2.0/fs"
_A_CSV = f"{_FS}/files{FOLDER}/a.csv"
OF_FILES = [
    rest("files.download part", "GET", _A_CSV, *USE, READ),
    rest(
        "files.upload_in_parts",
        "POST",
        f"{_FS}/files{FOLDER}/big",
        *USE,
        WRITE,
        params={"action": "initiate-upload"},
        json={},
    ),
    rest(
        "files.get_directory_metadata",
        "HEAD",
        f"{_FS}/directories{FOLDER}",
        *USE,
        READ,
        told="403",
    ),
    rest(
        "files.delete_directory",
        "DELETE",
        f"{_FS}/directories{FOLDER}/none",
        *USE,
        WRITE,
        past=True,
    ),
    rest(
        "files.create_upload_part_urls",
        "POST",
        f"{_FS}/create-upload-part-urls",
        *USE,
        WRITE,
        json={
            "path": f"{FOLDER}/big",
            "session_token": "none",
            "start_part_number": 1,
            "count": 1,
            "expire_time": "2099-01-01T00:00:00Z",
        },
        past=True,
    ),
    rest(
        "files.create_abort_upload_url",
        "POST",
        f"{_FS}/create-abort-upload-url",
        *USE,
        WRITE,
        json={
            "path": f"{FOLDER}/big",
            "session_token": "none",
            "expire_time": "2099-01-01T00:00:00Z",
        },
        past=True,
    ),
    *(
        rest(
            f"files.create_{what}_url",
            "POST",
            f"{_FS}/create-{what}-url",
            *USE,
            needed,
            json={"path": f"{FOLDER}/a.csv"},
            past=True,
        )
        for what, needed in (("download", READ), ("upload", WRITE), ("delete", WRITE))
    ),
    rest("files.list_files", "GET", f"{_FS}/list", *USE, READ, params={"path": FOLDER}, past=True),
]

_VENDS = on_schema("EXTERNAL_USE_SCHEMA")
VENDING = [
    rest(
        "temporary_model_version_credentials.generate_temporary_model_version_credentials",
        "POST",
        f"{OLD}/temporary-model-version-credentials",
        *MODEL_USE,
        _VENDS,
        json={**IN_SCHEMA, "model_name": "m", "version": 1, "operation": "READ_MODEL_VERSION"},
    ),
    rest(
        "temporary_table_credentials.generate_temporary_table_credentials",
        "POST",
        f"{OLD}/temporary-table-credentials",
        *USE,
        _VENDS,
        SELECT,
        json={"table_id": "$table_id", "operation": "READ"},
        told="Table '$table_id' does not exist",
    ),
    rest(
        "temporary_table_credentials.generate_temporary_table_credentials to write",
        "POST",
        f"{OLD}/temporary-table-credentials",
        *USE,
        _VENDS,
        SELECT,
        MODIFY,
        json={"table_id": "$table_id", "operation": "READ_WRITE"},
        told="Table '$table_id' does not exist",
        past=True,
    ),
    rest(
        "temporary_volume_credentials.generate_temporary_volume_credentials",
        "POST",
        f"{OLD}/temporary-volume-credentials",
        *USE,
        _VENDS,
        READ,
        json={"volume_id": "$volume_id", "operation": "READ_VOLUME"},
        told="Volume '$volume_id' does not exist",
    ),
    rest(
        "temporary_volume_credentials.generate_temporary_volume_credentials to write",
        "POST",
        f"{OLD}/temporary-volume-credentials",
        *USE,
        _VENDS,
        READ,
        WRITE,
        json={"volume_id": "$volume_id", "operation": "WRITE_VOLUME"},
        told="Volume '$volume_id' does not exist",
    ),
    *(
        rest(
            f"temporary_path_credentials.generate_temporary_path_credentials {operation}",
            "POST",
            f"{OLD}/temporary-path-credentials",
            LOCATION("EXTERNAL_USE_LOCATION"),
            *map(LOCATION, needed),
            json={"url": "$folder/x", "operation": operation},
        )
        for operation, needed in (
            ("PATH_READ", ("READ_FILES",)),
            ("PATH_READ_WRITE", ("READ_FILES", "WRITE_FILES")),
            ("PATH_CREATE_TABLE", ("CREATE_EXTERNAL_TABLE",)),
        )
    ),
]
