// AdapterTesting
