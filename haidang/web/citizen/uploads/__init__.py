"""Files in pieces over HTTP: tus 1.0 (tus.io/protocols/resumable-upload), creation, termination, expiration, checksum."""
