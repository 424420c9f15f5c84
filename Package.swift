// swift-tools-version:6.2
import PackageDescription

/// An adapter sees AdapterKit, Subsidy, Formats and Trust, and nothing else of ours.
func adapter(_ name: String) -> [Target] {
    [
        .target(
            name: "\(name)Adapter",
            dependencies: ["AdapterKit", "Subsidy", "Formats", "Trust"],
            path: "Adapters/\(name)",
            exclude: ["README.md", "Tests"]),
        .testTarget(
            name: "\(name)AdapterTests",
            dependencies: [
                .target(name: "\(name)Adapter"), "AdapterTesting", "AdapterKit", "Subsidy", "Formats", "Trust",
                "TestSupport",
            ],
            path: "Adapters/\(name)/Tests"),
    ]
}

let adapters = [
    "Bank", "Budget", "CardIssuer", "CivilAffairs", "Department", "Notice", "Platform", "Portal", "PublicSecurity",
    "Publicity",
]

let package = Package(
    name: "onecard",
    products: [.executable(name: "onecard", targets: ["onecard"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurlShim", dependencies: ["CCurl"]),
        .systemLibrary(name: "CSSH", path: "Sources/CSSH", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),
        .systemLibrary(
            name: "CXML2", path: "Sources/CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CGcrypt", path: "Sources/CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
        .systemLibrary(name: "CPQ", path: "Sources/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZip", path: "Sources/CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

        .target(name: "Subsidy"),
        .target(name: "Workflow", dependencies: ["Subsidy"]),
        .target(name: "Trust", dependencies: ["COpenSSL", "CGcrypt", "Subsidy"]),
        .target(name: "Mapping", dependencies: ["Subsidy", .product(name: "Yams", package: "Yams")]),
        .target(name: "Formats", dependencies: ["Subsidy", "CXML2", "CZip"]),
        .target(name: "MappingTools", dependencies: ["Mapping", "Formats", "Subsidy"]),
        .target(name: "AdapterKit", dependencies: ["Subsidy"]),
        .target(name: "Transports", dependencies: ["AdapterKit", "Subsidy", "CCurl", "CCurlShim", "CSSH"]),
        .target(name: "Store", dependencies: ["Subsidy", "Workflow"]),
        .target(
            name: "StoreSQLite",
            dependencies: [
                "Store", "Subsidy", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "StorePostgres", dependencies: ["Store", "Subsidy", "CPQ"]),
        .target(
            name: "Gateway",
            dependencies: ["AdapterKit", "Store", "Mapping", "Formats", "Workflow", "Subsidy", "Trust"]),
        .target(
            name: "API",
            dependencies: [
                "Gateway", "AdapterKit", "Store", "Workflow", "Subsidy", "Trust",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Sandbox",
            dependencies: [
                "COpenSSL", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Simulation",
            dependencies: [
                "Gateway", "AdapterKit", "Store", "StoreSQLite", "Mapping", "Workflow", "Subsidy", "Trust", "Sandbox",
            ]),
        .executableTarget(
            name: "onecard",
            dependencies: [
                "API", "Gateway", "AdapterKit", "Transports", "Store", "StoreSQLite", "StorePostgres", "Mapping",
                "MappingTools", "Formats", "Workflow", "Subsidy", "Trust", "Sandbox", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ] + adapters.map { .target(name: "\($0)Adapter") }),

        // Measured by `make bench`; never installed.
        .executableTarget(
            name: "onecard-bench",
            dependencies: [
                "Gateway", "AdapterKit", "Transports", "Store", "StoreSQLite", "Mapping", "Formats", "Workflow",
                "Subsidy", "Trust", "BankAdapter", "CivilAffairsAdapter", "DepartmentAdapter",
            ],
            path: "Tests/Bench/Gateway"),

        .target(name: "TestSupport", path: "Tests/Support"),
        .target(name: "StoreTesting", dependencies: ["Store", "Subsidy", "Workflow"], path: "Tests/StoreTesting"),
        .target(
            name: "AdapterTesting", dependencies: ["AdapterKit", "Subsidy", "Formats"], path: "Tests/AdapterTesting"),
        .testTarget(name: "SubsidyTests", dependencies: ["Subsidy", "TestSupport"]),
        .testTarget(name: "WorkflowTests", dependencies: ["Workflow", "Subsidy", "TestSupport"]),
        .testTarget(name: "TrustTests", dependencies: ["Trust", "Subsidy", "TestSupport"]),
        .testTarget(name: "MappingTests", dependencies: ["Mapping", "Formats", "Subsidy", "TestSupport"]),
        .testTarget(
            name: "MappingToolsTests", dependencies: ["MappingTools", "Mapping", "Formats", "Subsidy", "TestSupport"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "Subsidy", "TestSupport"]),
        .testTarget(name: "TransportsTests", dependencies: ["Transports", "AdapterKit", "Subsidy", "TestSupport"]),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "StoreSQLite", "StorePostgres", "StoreTesting", "Subsidy", "Workflow", "TestSupport",
            ]),
        .testTarget(
            name: "AdapterKitTests", dependencies: ["AdapterKit", "AdapterTesting", "Subsidy", "TestSupport"]),
        .testTarget(name: "RegulationTests", dependencies: ["Mapping", "Store", "Workflow", "Subsidy", "TestSupport"]),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "TestSupport"]),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Simulation", "onecard", "AdapterKit", "Gateway", "Mapping", "Sandbox", "Store", "StoreSQLite",
                "Subsidy",
                "TestSupport", "Workflow",
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "AdapterKit", "Store", "StoreSQLite", "Mapping", "Formats", "Workflow", "Subsidy", "Trust",
                "TestSupport",
            ]),
        .testTarget(
            name: "OnecardTests",
            dependencies: [
                "onecard", "AdapterKit", "Mapping", "Formats", "Store", "StoreTesting", "StorePostgres", "Subsidy",
                "TestSupport",
            ]),
    ] + adapters.flatMap(adapter)
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
