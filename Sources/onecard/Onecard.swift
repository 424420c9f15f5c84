@main struct Onecard { static func main() {} }
