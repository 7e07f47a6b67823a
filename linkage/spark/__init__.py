"""The same linkage on Apache Spark, for more records than one machine holds."""
