"""Where banks say that money has come: POST /api/bank/<connector>/, signed as the Standard Webhooks specification has it."""
