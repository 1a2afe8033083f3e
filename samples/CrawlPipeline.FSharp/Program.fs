// #region readme
printfn "freshet"
// #endregion
