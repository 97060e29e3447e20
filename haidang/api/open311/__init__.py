"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): services, their attributes, requests; JSON and XML.

A service is a published procedure of the kind report; its code is `<domain>.<key>`. A request is a case: everybody reads
those that are published, whoever has a key with the scope `cases` those that the key may see.
"""
