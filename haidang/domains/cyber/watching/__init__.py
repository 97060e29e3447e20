"""What is looked for in the logs: detections as facts, and the engine that holds each record against them."""
