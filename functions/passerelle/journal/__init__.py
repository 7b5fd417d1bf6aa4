"""The only home of boto3: the queue, the parameters, the table."""
