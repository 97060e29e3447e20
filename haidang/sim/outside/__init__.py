"""The other bodies of a demo: identity issuer, signing service, national portal, bank, registers. All of it invented.

Every module of this package with `routes` is one body and answers under `/<its name>/`. Secrets are the demo home's.
"""
