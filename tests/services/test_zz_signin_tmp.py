from databricks.sdk import WorkspaceClient
from tests.services.signin import exchange
def test_delete(w, server, api):
    sp = w.service_principals.create(display_name="x")
    s = w.service_principal_secrets_proxy.create(sp.id)
    t = exchange(server.address, (sp.application_id, s.secret), grant_type="client_credentials").json()["access_token"]
    assert api.as_(t).get("/api/2.0/preview/scim/v2/Me").status_code == 200
    w.token_management.create_obo_token(sp.application_id, lifetime_seconds=60)
    w.service_principals.update(sp.id, active=False, display_name="x")
    assert api.as_(t).get("/api/2.0/preview/scim/v2/Me").status_code == 401
    w.service_principals.delete(sp.id)
    assert api.as_(t).get("/api/2.0/preview/scim/v2/Me").status_code == 401
    print((server.data_dir/"logs"/"access.jsonl").read_text()[-600:])
