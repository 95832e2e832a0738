"""What is kept: readers, redaction, contracts, the warehouse and the sample transcripts."""
