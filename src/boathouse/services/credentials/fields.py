"""Request fields of credentials that are kept, or known, and change nothing here."""

from __future__ import annotations

INERT = {
    "isolation_mode": "Kept and shown; the metastore has this one workspace.",
    "skip_validation": "No cloud is asked when a credential is made: there is nothing to skip.",
}
UNBOUND = {"include_unbound": "Every credential is bound to the one workspace."}
