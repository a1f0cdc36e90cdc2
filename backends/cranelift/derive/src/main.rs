fn main() {
    let t = std::fs::read_to_string("/tmp/proto/derived.ll").unwrap();
    let l = derive::library(&t).unwrap();
    println!("{} forms, {} bytes", l.functions.len(), l.to_bytes().unwrap().len());
    for (n, w) in &l.refused {
        println!("{n}: {w}");
    }
    for a in std::env::args().skip(1) {
        println!("{:#?}", l.find(&a));
    }
}
