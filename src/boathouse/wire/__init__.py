"""Types of the wire: one generated file per API service (scripts/generate_wire.py)."""

from typing import Annotated

from msgspec import Meta

# Every integer of the API fits 64 bits; msgspec refuses what does not, as number or as text.
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
