"""Reading a guest's document from a photo: the zone for machines of a passport or card, or the QR code of a citizen card."""
