"""What is heavy about documents, done in processes of their own (`workshop`): setting pages, signing, checking, drawing.

Nothing here needs Django or the database: bytes and plain values go in and come out.
"""
