"""The language of SCIM 2.0 (RFC 7643, 7644): resources, filters, PATCH, lists, errors."""
