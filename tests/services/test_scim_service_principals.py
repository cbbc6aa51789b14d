"""Service principals: their application ids, their acts, their end."""

from __future__ import annotations

import uuid

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, ResourceConflict
from databricks.sdk.service import iam

from boathouse.services.tokens import store as tokens
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services import scim

ME = f"{scim.BASE}/Me"


def test_a_service_principal_s_life(w: WorkspaceClient) -> None:
    made = w.service_principals.create(
        display_name="robot", entitlements=[iam.ComplexValue(value="databricks-sql-access")]
    )
    principal_id, application = str(made.id), str(made.application_id)
    assert uuid.UUID(application)
    assert [
        found.id for found in w.service_principals.list(filter=f'applicationId eq "{application}"')
    ] == [principal_id]
    w.service_principals.update(principal_id, application_id=application, display_name="robot 2")
    read = w.service_principals.get(principal_id)
    assert (read.display_name, read.application_id) == ("robot 2", application)
    w.service_principals.delete(principal_id)
    with pytest.raises(NotFound):
        w.service_principals.get(principal_id)


def test_an_application_id_is_a_uuid_of_its_own(w: WorkspaceClient) -> None:
    made = w.service_principals.create(display_name="a", application_id=str(uuid.uuid4()))
    with pytest.raises(ResourceConflict):
        w.service_principals.create(display_name="b", application_id=made.application_id)
    with pytest.raises(BadRequest):
        w.service_principals.create(display_name="c", application_id="not-a-uuid")


def test_it_acts_under_its_application_id(server: LiveServer, api: Api) -> None:
    made = scim.make(api, "ServicePrincipals", displayName="actor")
    inside = scim.group(api, made)
    value, now = tokens.new_value(), server.app.parts.clock()
    with server.app.parts.database.write() as tx:
        tokens.insert_token(tx, value, int(made["id"]), now=now)
    mine = api.as_(value)
    me = mine.get(ME).json()
    assert (me["userName"], me["displayName"]) == (made["applicationId"], "actor")
    assert inside["displayName"] in [group["display"] for group in me["groups"]]
    home = f"/Users/{made['applicationId']}/x"
    assert mine.post("/api/2.0/workspace/mkdirs", json={"path": home}).status_code == 200
    off = {"op": "replace", "path": "active", "value": False}
    assert scim.patch(api, "ServicePrincipals", made, off).status_code == 200
    assert mine.get(ME).status_code == 401


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_others_cannot_change_service_principals(other: Person, api: Api, verb: str) -> None:
    made = scim.make(api, "ServicePrincipals", displayName="closed")
    path = f"{scim.BASE}/ServicePrincipals" + ("" if verb == "POST" else f"/{made['id']}")
    operation = {"op": "replace", "path": "displayName", "value": "mine"}
    body = {"displayName": "mine", "Operations": [operation]}
    answer = other.api.request(verb, path, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")
