"""What is to be paid for a case, by VietQR, and what the bank's statement says has come."""
