module Smoke
open FsCheck
open Xunit
[<Fact>]
let ``reverse twice`` () = Check.One(Config.QuickThrowOnFailure, fun (xs: int list) -> List.rev (List.rev xs) = xs)
