#if DELIMITED
    private let target = FuzzTarget.delimited
#elseif FIXED
    private let target = FuzzTarget.fixed
#elseif JSON
    private let target = FuzzTarget.json
#elseif XML
    private let target = FuzzTarget.xml
#elseif XLSX
    private let target = FuzzTarget.xlsx
#elseif SHEET
    private let target = FuzzTarget.sheet
#else
    private let target = FuzzTarget.gb18030
#endif

func attack(_ input: [UInt8]) -> String? { target.violation(input) }
