"""The files service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64





class AddBlockResponse(TypedDict, total=False):
    pass


class CloseResponse(TypedDict, total=False):
    pass


class CreateResponse(TypedDict, total=False):
    handle: Int64 | None


class DeleteResponse(TypedDict, total=False):
    pass


class DirectoryEntry(TypedDict, total=False):
    file_size: Int64 | None
    is_directory: bool | None
    last_modified: Int64 | None
    name: str | None
    path: str | None


DownloadResponse = TypedDict(
    "DownloadResponse",
    {
        "content-length": "Int64 | None",
        "content-type": "str | None",
        "contents": "Any | None",
        "last-modified": "str | None",
    },
    total=False,
)


class FileInfo(TypedDict, total=False):
    file_size: Int64 | None
    is_dir: bool | None
    modification_time: Int64 | None
    path: str | None


GetMetadataResponse = TypedDict(
    "GetMetadataResponse",
    {
        "content-length": "Int64 | None",
        "content-type": "str | None",
        "last-modified": "str | None",
    },
    total=False,
)


class ListDirectoryResponse(TypedDict, total=False):
    contents: list[DirectoryEntry] | None
    next_page_token: str | None


ListStatusResponse = TypedDict(
    "ListStatusResponse",
    {
        "files": "list[FileInfo] | None",
    },
    total=False,
)


class MkDirsResponse(TypedDict, total=False):
    pass


class MoveResponse(TypedDict, total=False):
    pass


class PutResponse(TypedDict, total=False):
    pass


class ReadResponse(TypedDict, total=False):
    bytes_read: Int64 | None
    data: str | None


class DbfsAddBlock(TypedDict, total=False):
    data: str | None
    handle: Int64 | None


class DbfsClose(TypedDict, total=False):
    handle: Int64 | None


class DbfsCreate(TypedDict, total=False):
    overwrite: bool | None
    path: str | None


class DbfsDelete(TypedDict, total=False):
    path: str | None
    recursive: bool | None


class DbfsGetStatus(TypedDict, total=False):
    path: str | None


class DbfsList(TypedDict, total=False):
    path: str | None


class DbfsMkdirs(TypedDict, total=False):
    path: str | None


class DbfsMove(TypedDict, total=False):
    destination_path: str | None
    source_path: str | None


class DbfsPut(TypedDict, total=False):
    contents: str | None
    overwrite: bool | None
    path: str | None


class DbfsRead(TypedDict, total=False):
    length: Int64 | None
    offset: Int64 | None
    path: str | None


class FilesCreateDirectory(TypedDict, total=False):
    directory_path: str | None


class FilesDelete(TypedDict, total=False):
    file_path: str | None


class FilesDeleteDirectory(TypedDict, total=False):
    directory_path: str | None


class FilesDownload(TypedDict, total=False):
    file_path: str | None


class FilesGetDirectoryMetadata(TypedDict, total=False):
    directory_path: str | None


class FilesGetMetadata(TypedDict, total=False):
    file_path: str | None


class FilesListDirectoryContents(TypedDict, total=False):
    directory_path: str | None
    page_size: Int64 | None
    page_token: str | None


class FilesUpload(TypedDict, total=False):
    file_path: str | None
    overwrite: bool | None
