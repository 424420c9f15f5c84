// AdapterKitTests
